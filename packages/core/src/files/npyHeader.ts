/** What stands before the values of a `.npy` file, NumPy's format of one array. */
export interface NpyHeader {
  /** In NumPy's words: `<f4` is float32, `<i4` int32, both little-endian. */
  readonly type: string;
  /** Whether values of the first axis lie side by side (`fortran_order`), rather than those of the last. */
  readonly columnMajor: boolean;
  readonly shape: readonly number[];
}

const magic = Buffer.from('\x93NUMPY', 'latin1');
const alignment = 64;

/** Of the format's version 1.0. @param roomFor bytes that it takes at least, so that a longer one has room in its place */
export function npyHeader({ type, columnMajor, shape }: NpyHeader, roomFor = 0): Buffer {
  const tuple = shape.length === 1 ? `${String(shape[0])},` : shape.join(', ');
  const order = columnMajor ? 'True' : 'False';
  const text = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${tuple}), }`;
  const start = magic.length + 4;
  const whole = Math.max(roomFor, alignment * Math.ceil((start + text.length + 1) / alignment));
  const length = Buffer.alloc(2);
  length.writeUInt16LE(whole - start);
  return Buffer.concat([
    magic,
    Buffer.from([1, 0]),
    length,
    Buffer.from(`${text.padEnd(whole - start - 1)}\n`, 'latin1'),
  ]);
}

/**
 * @param bytes the file's first ones
 * @returns also where the values begin
 * @throws Error when they begin no `.npy` file
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader & { readonly dataStart: number } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, magic.length).equals(magic)) throw new Error('this is no .npy file');
  const [lengthStart, lengthBytes] = [magic.length + 2, buffer[magic.length] === 1 ? 2 : 4];
  const textStart = lengthStart + lengthBytes;
  const dataStart = textStart + buffer.readUIntLE(lengthStart, lengthBytes);
  const text = buffer.toString('latin1', textStart, dataStart);
  const type = /'descr': '([^']+)'/.exec(text)?.[1];
  const order = /'fortran_order': (True|False)/.exec(text)?.[1];
  const tuple = /'shape': \(([\d, ]*)\)/.exec(text)?.[1];
  if (type === undefined || order === undefined || tuple === undefined) {
    throw new Error(`unknown .npy header: ${text.trim()}`);
  }
  const shape = tuple.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  return { type, columnMajor: order === 'True', shape, dataStart };
}
