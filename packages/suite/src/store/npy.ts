import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { blocksOf, npyHeader, parseNpyHeader, type LossCurves, type NamedArray } from '@ballast/core';

const float32 = '<f4';
const int32 = '<i4';

/** The array in NumPy's format 1.0: `numpy.load` reads it. */
export function encodeNpy({ shape, data }: NamedArray): Uint8Array {
  return Buffer.concat([
    npyHeader({ type: data instanceof Float32Array ? float32 : int32, columnMajor: false, shape }),
    bytesOf(data),
  ]);
}

/** Loss curves as such an array [samples, epochs], piece by piece. */
export function* encodeLossCurves(curves: LossCurves): Generator<Uint8Array> {
  yield npyHeader({ type: float32, columnMajor: false, shape: [curves.sampleCount, curves.length] });
  for (const { values } of blocksOf(curves)) yield bytesOf(values);
}

function bytesOf(data: NamedArray['data']): Uint8Array {
  return swapOnBigEndian(Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
}

/** Whether the file is a whole array, by its header and length alone. */
export function isWholeNpy(file: string): boolean {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const start = Buffer.alloc(1024);
    const { shape, dataStart } = parseNpyHeader(start.subarray(0, readSync(handle, start)));
    return fstatSync(handle).size === dataStart + 4 * countOf(shape);
  } catch {
    return false;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** @throws Error when the bytes are no array of this kind, or too few. */
export function decodeNpy(bytes: Uint8Array): NamedArray {
  const { type, columnMajor, shape, dataStart } = parseNpyHeader(bytes);
  if ((type !== float32 && type !== int32) || columnMajor) {
    throw new Error('the .npy file is no row-major array of float32 or int32');
  }
  if (bytes.length !== dataStart + 4 * countOf(shape)) {
    throw new Error('the .npy file has another length than its shape says');
  }
  const values = swapOnBigEndian(Uint8Array.from(bytes.subarray(dataStart))).buffer; // a copy: aligned, unshared
  return { shape: [...shape], data: type === float32 ? new Float32Array(values) : new Int32Array(values) };
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Swaps each value's four bytes in place where the host's order is not the file's. */
function swapOnBigEndian(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bigEndianHost) Buffer.from(bytes.buffer).swap32();
  return bytes;
}

const bigEndianHost = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;
