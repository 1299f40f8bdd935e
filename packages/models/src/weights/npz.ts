import { inflateRawSync } from 'node:zlib';
import { UserError } from '@ballast/core';
import type { StoredArray, StoredArrays } from './arrays.ts';
import { readBytes } from './readBytes.ts';

const directoryEnd = 0x06054b50;
const directoryEndBytes = 22;

/** Of one array, unpacked: far above the largest network here. */
const mostBytes = 2 ** 31;

/** What `numpy.savez` and `numpy.savez_compressed` write: a ZIP archive of `.npy` files. @throws UserError */
export function openNpz(file: string): StoredArrays {
  const listed = explained(file, () => [...directory(file)]);
  const entries = new Map(listed.map((entry) => [entry.name.replace(/\.npy$/, ''), entry]));
  return {
    names: [...entries.keys()],
    read: (name) => {
      const entry = entries.get(name);
      return entry && explained(`${file}: ${name}`, () => parseNpy(contentOf(file, entry), `${file}: ${name}`));
    },
  };
}

/** Offsets and lengths are as whoever wrote the file says: reading where there is nothing is a damage of the file. */
function explained<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError({ what: `this is damaged, or no .npz file: ${reason}.`, where }, { cause: error });
  }
}

interface Entry {
  readonly name: string;
  readonly deflated: boolean;
  readonly bytes: number;
  readonly unpackedBytes: number;
  /** Where its local header stands. */
  readonly offset: number;
}

function* directory(file: string): Generator<Entry, void> {
  const end = readBytes(file, -directoryEndBytes, directoryEndBytes); // NumPy writes no comment after it
  if (end.readUInt32LE(0) !== directoryEnd)
    throw new UserError({ what: 'this is no .npz file, or cut off.', where: file });
  const headers = readBytes(file, end.readUInt32LE(16), end.readUInt32LE(12));
  for (let count = end.readUInt16LE(10), at = 0; count > 0; count--) {
    const nameBytes = headers.readUInt16LE(at + 28);
    yield {
      name: headers.toString('utf8', at + 46, at + 46 + nameBytes),
      deflated: headers.readUInt16LE(at + 10) === 8,
      bytes: headers.readUInt32LE(at + 20),
      unpackedBytes: headers.readUInt32LE(at + 24),
      offset: headers.readUInt32LE(at + 42),
    };
    at += 46 + nameBytes + headers.readUInt16LE(at + 30) + headers.readUInt16LE(at + 32);
  }
}

function contentOf(file: string, { deflated, bytes, unpackedBytes, offset }: Entry): Buffer {
  const header = readBytes(file, offset, 30);
  const stored = readBytes(file, offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), bytes);
  return deflated ? inflateRawSync(stored, { maxOutputLength: Math.min(unpackedBytes, mostBytes) }) : stored;
}

/** float32, little-endian, row-major. */
function parseNpy(bytes: Buffer, where: string): StoredArray {
  const long = bytes[6] === 1 ? 2 : 4;
  const start = 8 + long + (long === 2 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  const header = bytes.toString('latin1', 8 + long, start);
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1];
  if (shape === undefined || !header.includes("'descr': '<f4'") || !header.includes("'fortran_order': False")) {
    throw new UserError({ what: 'an array of weights is float32, little-endian and row-major.', where });
  }
  const sizes = shape.split(',').filter((size) => size.trim() !== '').map(Number); // prettier-ignore
  return { shape: sizes, data: new Float32Array(new Uint8Array(bytes.subarray(start)).buffer) };
}
