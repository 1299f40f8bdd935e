import { closeSync, constants, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { explainDiskErrors } from './atomic.ts';

/**
 * Copies a file whole or not at all, into a folder that is there. File systems that can let both share their blocks.
 * @throws StoreError when the disk is full or refuses; Error when there is no such file any more.
 */
export function copyFileAtomically(from: string, to: string): void {
  const temporary = `${to}.tmp`;
  explainDiskErrors(to, () => {
    rmSync(temporary, { force: true }); // of a process that was killed
    try {
      copyFileSync(from, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      flush(temporary);
      renameSync(temporary, to);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/** What is renamed has to be on the disk before. */
function flush(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
