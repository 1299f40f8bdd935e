import { readBytes, UserError } from '@ballast/core';
import type { StoredArrays } from './arrays.ts';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** A safetensors file: length of the header as 64 bits, little-endian; the header in JSON; raw values. @throws UserError */
export function openSafetensors(file: string): StoredArrays {
  const length = Number(readBytes(file, 0, 8).readBigUInt64LE());
  const entries = parseHeader(file, length);
  delete entries['__metadata__'];
  return {
    names: Object.keys(entries),
    read: (name) => {
      const entry = entries[name];
      if (entry === undefined) return undefined;
      const [from, to] = entry.data_offsets;
      if (entry.dtype !== 'F32') throw damaged(file, `"${name}" holds ${entry.dtype}, where F32 is read`);
      const bytes = readBytes(file, 8 + length + from, to - from);
      return { shape: entry.shape, data: new Float32Array(new Uint8Array(bytes).buffer) };
    },
  };
}

function parseHeader(file: string, length: number): Record<string, Entry> {
  try {
    return JSON.parse(readBytes(file, 8, length).toString('utf8')) as Record<string, Entry>;
  } catch (error) {
    throw error instanceof UserError ? error : damaged(file, 'its header is no JSON');
  }
}

function damaged(file: string, how: string): UserError {
  return new UserError({ what: `this is no safetensors file that can be read: ${how}.`, where: file });
}
