import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { refusedWriting, UserError } from '@ballast/core';

/** Runs a write; a full or unwritable disk becomes a UserError. */
export function explainingDiskErrors<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const problem = refusedWriting(error);
    if (problem === undefined) throw error;
    throw new UserError(
      {
        what: `cannot write: ${problem.what}.`,
        where: problem.path ?? file,
        fix: `${problem.fix ?? 'Choose another results folder'} and run the same command again; finished epochs are kept.`,
      },
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
