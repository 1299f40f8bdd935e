import { openZip, parseNpyHeader, UserError } from '@ballast/core';
import type { StoredArray, StoredArrays } from './arrays.ts';

/** Of one array, unpacked: far above the largest network here. */
const mostBytes = 2 ** 31;

/** What `numpy.savez` and `numpy.savez_compressed` write: a ZIP archive of `.npy` files. @throws UserError */
export function openNpz(file: string): StoredArrays {
  const listed = explained(file, () => openZip(file));
  const entries = new Map(listed.map((entry) => [entry.name.replace(/\.npy$/, ''), entry]));
  return {
    names: [...entries.keys()],
    read: (name) => {
      const entry = entries.get(name);
      return entry && explained(`${file}: ${name}`, () => parseNpy(entry.read(mostBytes), `${file}: ${name}`));
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

/** float32, little-endian, row-major. */
function parseNpy(bytes: Buffer, where: string): StoredArray {
  const { type, columnMajor, shape, dataStart } = parseNpyHeader(bytes);
  if (type !== '<f4' || columnMajor) {
    throw new UserError({ what: 'an array of weights is float32, little-endian and row-major.', where });
  }
  return { shape: [...shape], data: new Float32Array(new Uint8Array(bytes.subarray(dataStart)).buffer) };
}
