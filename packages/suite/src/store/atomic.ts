import { closeSync, constants, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder, refusedWriting, UserError, type Json } from '@ballast/core';

/** The results cannot be written: the run stops, what is finished stays. */
export class StoreError extends UserError {}

/**
 * Writes the file whole or not at all: a temporary name, then a rename.
 * @param writer tells temporary names apart where several processes may write the file at the same time.
 * @throws StoreError when the disk is full or refuses.
 */
export function writeFileAtomically(file: string, content: string | Uint8Array, writer?: string): void {
  writePiecesAtomically(file, [typeof content === 'string' ? Buffer.from(content) : content], writer);
}

/** The same of content that comes piece by piece. */
export function writePiecesAtomically(file: string, pieces: Iterable<Uint8Array>, writer?: string): void {
  const temporary = [file, ...(writer === undefined ? [] : [writer]), 'tmp'].join('.');
  explainDiskErrors(file, () => {
    makeFolder(dirname(file));
    try {
      writeDurably(temporary, pieces);
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

export function writeJson(file: string, value: Json): void {
  writeFileAtomically(file, JSON.stringify(value, null, 2) + '\n');
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}

/** A link under the temporary name may lead anywhere: what it leads to is not written over. */
const ownFile = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW; // undefined, and no bit, on Windows

function writeDurably(file: string, pieces: Iterable<Uint8Array>): void {
  const handle = openSync(file, ownFile);
  try {
    for (const bytes of pieces) {
      for (let offset = 0; offset < bytes.length;) offset += writeSync(handle, bytes, offset);
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Runs something that writes, and says in plain words why the disk refused. */
export function explainDiskErrors<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw asStoreError(error, file) ?? error;
  }
}

/** The error in plain words when the disk is to blame for it. */
export function asStoreError(error: unknown, file: string): StoreError | undefined {
  if (error instanceof StoreError) return error;
  const problem = refusedWriting(error);
  if (problem === undefined) return undefined;
  const elsewhere = problem.fix === undefined ? 'Choose' : `${problem.fix}, or choose`;
  return new StoreError(
    {
      what: `cannot write: ${problem.what}.`,
      where: problem.path ?? file,
      fix: `${elsewhere} another place with --results. What is finished stays; the same command goes on from there.`,
    },
    { cause: error },
  );
}
