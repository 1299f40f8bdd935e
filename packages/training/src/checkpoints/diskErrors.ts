import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { UserError } from '@ballast/core';

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space there and run the same command again; finished epochs are kept.',
  EDQUOT: 'The disk quota is used up: free some space there and run the same command again; finished epochs are kept.',
  EROFS: 'The disk is mounted read-only: choose another results folder or mount it writable, then run again.',
  EACCES: 'The folder may not be written: give yourself write permission (chmod u+w) or choose another results folder.',
  EPERM: 'The folder may not be written: give yourself write permission (chmod u+w) or choose another results folder.',
};

/** Runs a write; a full or unwritable disk becomes a UserError. */
export function explainingDiskErrors<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const remedy = remedies[(error as NodeJS.ErrnoException).code ?? ''];
    if (remedy === undefined) throw error;
    throw new UserError(
      { what: `the file cannot be written (${(error as Error).message}).`, where: file, fix: remedy },
      { cause: error },
    );
  }
}

/**
 * The whole file or nothing of it: a temporary name first, then a rename.
 * @param place where it is put instead; what stands there is removed, not replaced.
 * @throws UserError for a full disk.
 */
export function writeWhole(file: string, content: Uint8Array | string, place?: string): void {
  const temporary = `${file}.tmp`;
  explainingDiskErrors(file, () => {
    try {
      writeFileSync(temporary, content);
      if (place !== undefined) rmSync(place, { force: true });
      renameSync(temporary, place ?? file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}
