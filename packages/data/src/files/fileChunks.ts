import { closeSync, openSync, readSync } from 'node:fs';

/** A file's bytes, `chunkBytes` at a time (the last time fewer); each chunk is overwritten by the next. */
export function* fileChunks(file: string, chunkBytes: number): Generator<Uint8Array, void> {
  const descriptor = openSync(file, 'r');
  const buffer = new Uint8Array(chunkBytes);
  try {
    for (let filled = fill(descriptor, buffer); filled > 0; filled = fill(descriptor, buffer)) {
      yield buffer.subarray(0, filled);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Reads until the array is full or the file ends. Returns how many bytes there were. */
function fill(descriptor: number, target: Uint8Array): number {
  let done = 0;
  while (done < target.length) {
    const read = readSync(descriptor, target, done, target.length - done, null);
    if (read === 0) break;
    done += read;
  }
  return done;
}
