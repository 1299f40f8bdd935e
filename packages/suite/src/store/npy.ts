import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { blocksOf, type LossCurves, type NamedArray } from '@ballast/core';

const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const alignment = 64;

/** The array in NumPy's format 1.0: `numpy.load` reads it. */
export function encodeNpy({ shape, data }: NamedArray): Uint8Array {
  return Buffer.concat([headerOf(shape, data instanceof Float32Array ? '<f4' : '<i4'), bytesOf(data)]);
}

/** Loss curves as such an array [samples, epochs], piece by piece. */
export function* encodeLossCurves(curves: LossCurves): Generator<Uint8Array> {
  yield headerOf([curves.sampleCount, curves.length], '<f4');
  for (const { values } of blocksOf(curves)) yield bytesOf(values);
}

function headerOf(shape: readonly number[], type: '<f4' | '<i4'): Buffer {
  const tuple = shape.length === 1 ? `${String(shape[0])},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const start = magic.length + 2;
  const padding = alignment - ((start + text.length + 1) % alignment);
  const header = Buffer.from(text + ' '.repeat(padding % alignment) + '\n', 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([magic, length, header]);
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
    const { shape, dataStart } = parseHeader(start.subarray(0, readSync(handle, start)));
    return fstatSync(handle).size === dataStart + 4 * countOf(shape);
  } catch {
    return false;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** @throws Error when the bytes are no array of this kind, or too few. */
export function decodeNpy(bytes: Uint8Array): NamedArray {
  const { shape, float, dataStart } = parseHeader(bytes);
  if (bytes.length !== dataStart + 4 * countOf(shape)) {
    throw new Error('the .npy file has another length than its shape says');
  }
  const values = swapOnBigEndian(Uint8Array.from(bytes.subarray(dataStart))).buffer; // a copy: aligned, unshared
  return { shape, data: float ? new Float32Array(values) : new Int32Array(values) };
}

function parseHeader(bytes: Uint8Array): { shape: number[]; float: boolean; dataStart: number } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, magic.length).equals(magic)) throw new Error('no .npy file of version 1.0');
  const dataStart = magic.length + 2 + buffer.readUInt16LE(magic.length);
  const header = buffer.toString('latin1', magic.length + 2, dataStart);
  const match = /'descr': '<([fi])4', 'fortran_order': False, 'shape': \(([\d, ]*)\)/.exec(header);
  if (match === null) throw new Error(`unknown .npy header: ${header.trim()}`);
  const shape = (match[2] ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  return { shape, float: match[1] === 'f', dataStart };
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
