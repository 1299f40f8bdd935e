import type { NamedArray } from '@ballast/core';

/** Named arrays and a few words about them, as one safetensors file holds them. */
export interface ArrayFile {
  readonly arrays: Readonly<Record<string, NamedArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: 'F32' | 'I32';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const ALIGNMENT = 8;

/** The bytes of a safetensors file: header length as a 64-bit little-endian integer, JSON header, raw values. */
export function encodeArrays({ arrays, metadata }: ArrayFile): Uint8Array {
  const header: Record<string, Entry | ArrayFile['metadata']> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    const dtype = data instanceof Int32Array ? 'I32' : 'F32';
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = JSON.stringify(header);
  const headerLength = Math.ceil(Buffer.byteLength(json) / ALIGNMENT) * ALIGNMENT;
  const bytes = Buffer.alloc(8 + headerLength + end, ' ');
  bytes.writeBigUInt64LE(BigInt(headerLength));
  bytes.write(json, 8);
  let offset = 8 + headerLength;
  for (const { data } of Object.values(arrays)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/** @throws Error when the bytes are cut off or no such file. */
export function decodeArrays(bytes: Uint8Array): ArrayFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 8) throw new Error('the file is cut off before its header');
  const headerLength = Number(buffer.readBigUInt64LE());
  const start = 8 + headerLength;
  if (headerLength === 0 || start > buffer.length) throw new Error('the file is cut off within its header');
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(buffer.toString('utf8', 8, start)) as {
    __metadata__?: Record<string, string>;
  } & Record<string, Entry>;
  const end = Math.max(0, ...Object.values(entries).map(({ data_offsets }) => data_offsets[1]));
  if (start + end !== buffer.length) {
    throw new Error(`the file has ${String(buffer.length)} bytes where its header asks for ${String(start + end)}`);
  }
  const arrays: Record<string, NamedArray> = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(entries)) {
    const [from, to] = data_offsets;
    // A copy, since a file's bytes are seldom aligned to four.
    const values = new Uint8Array(buffer.subarray(start + from, start + to)).buffer;
    arrays[name] = { shape, data: dtype === 'I32' ? new Int32Array(values) : new Float32Array(values) };
  }
  return { arrays, metadata };
}
