import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';

const chunkBytes = 4 * 2 ** 20;

/** SHA-256 of a file of weights; `missing` where it is not there yet, so that a suite can be planned without it. */
export function digestOfWeights(file: string): string {
  if (!existsSync(file)) return 'missing';
  const hash = createHash('sha256');
  const chunk = new Uint8Array(chunkBytes);
  const descriptor = openSync(file, 'r');
  try {
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
