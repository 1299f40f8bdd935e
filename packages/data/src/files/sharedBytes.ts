import { fileChunks } from './fileChunks.ts';

const chunkBytes = 1 << 20;

/** A zeroed byte array that threads can share without a copy. */
export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** The bytes of a file in shared memory; undefined when it has another length. */
export function readShared(file: string, length: number): Uint8Array | undefined {
  const bytes = sharedBytes(length);
  let done = 0;
  for (const chunk of fileChunks(file, chunkBytes)) {
    if (done + chunk.length > length) return undefined;
    bytes.set(chunk, done);
    done += chunk.length;
  }
  return done === length ? bytes : undefined;
}
