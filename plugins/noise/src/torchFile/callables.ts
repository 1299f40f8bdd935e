import type { PickleValue } from './pickle.ts';

/** What a pickle may call. */
export type Callable = (values: readonly PickleValue[]) => PickleValue;

/** A type of NumPy's, by its code: `i8` has 8 bytes. */
export class NumpyType {
  constructor(readonly code: PickleValue) {}
}

/** An array of NumPy's of one dimension; a pickle makes it first and fills it then. */
export class NumpyArray {
  values: Int32Array | undefined;
}

/** What Python calls these. Nothing here does anything but make a value. */
const callables: Readonly<Record<string, Callable | undefined>> = {
  '_codecs encode': ([text]) => latin1(text), // bytes, in protocol 2
  'numpy ndarray': () => refuse('numpy ndarray'), // named as a class, and never called
  'numpy dtype': ([code = null]) => new NumpyType(code),
  'numpy.core.multiarray _reconstruct': () => new NumpyArray(),
  'numpy._core.multiarray _reconstruct': () => new NumpyArray(), // since NumPy 2
};

/** @throws Error for a name that is not called. */
export function callableOf(module: string, name: string): Callable {
  const known = `${module} ${name}`;
  return (Object.hasOwn(callables, known) ? callables[known] : undefined) ?? refuse(known);
}

function latin1(text: PickleValue | undefined): Buffer {
  if (typeof text !== 'string') throw new Error('bytes are made of what is no text');
  return Buffer.from(text, 'latin1');
}

function refuse(name: string): never {
  throw new Error(`it asks for Python's ${name}, where only lists and NumPy arrays of whole numbers are read`);
}

/** Gives a value its state, as Python's `__setstate__` does. @throws Error when it is another one than NumPy writes. */
export function build(value: PickleValue, state: PickleValue): void {
  if (!Array.isArray(state)) throw new Error('a state is no tuple');
  const parts = state as readonly PickleValue[];
  if (value instanceof NumpyArray) value.values = wholeNumbers(parts);
  else if (!(value instanceof NumpyType)) throw new Error('a state is given to what has none');
  else if (parts[1] !== '<' && parts[1] !== '|') throw new Error('an array is not little-endian');
}

const readers: Readonly<Record<string, (bytes: Buffer, place: number) => number>> = {
  i8: (bytes, place) => Number(bytes.readBigInt64LE(8 * place)),
  i4: (bytes, place) => bytes.readInt32LE(4 * place),
  i2: (bytes, place) => bytes.readInt16LE(2 * place),
  i1: (bytes, place) => bytes.readInt8(place),
  u1: (bytes, place) => bytes.readUInt8(place),
};

/** Version, shape, type, order, bytes. */
function wholeNumbers([, shape, type, , bytes]: readonly PickleValue[]): Int32Array {
  const [length, ...others] = Array.isArray(shape) ? (shape as readonly PickleValue[]) : [];
  const code = type instanceof NumpyType && typeof type.code === 'string' ? type.code : '';
  const read = Object.hasOwn(readers, code) ? readers[code] : undefined;
  if (typeof length !== 'number' || others.length > 0) throw new Error('an array has more than one dimension');
  if (read === undefined || !(bytes instanceof Uint8Array)) throw new Error('an array holds no whole numbers');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length !== length * Number(code.slice(1)))
    throw new Error('an array has not as many bytes as its shape says');
  return Int32Array.from({ length }, (_, place) => read(buffer, place));
}
