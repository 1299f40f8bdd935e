import { closeSync, openSync, readSync } from 'node:fs';

const chunkSize = 1 << 24;

/** A zeroed byte array that threads can share without a copy. */
export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** Fills `target` with the start of a file, without a second copy in memory. Returns how many bytes there were. */
export function readInto(file: string, target: Uint8Array): number {
  const descriptor = openSync(file, 'r');
  try {
    let done = 0;
    while (done < target.length) {
      const read = readSync(descriptor, target, done, Math.min(chunkSize, target.length - done), done);
      if (read === 0) break;
      done += read;
    }
    return done;
  } finally {
    closeSync(descriptor);
  }
}
