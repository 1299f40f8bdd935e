import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { UserError, type Json } from '@ballast/core';

/** The results cannot be written: the run stops, what is finished stays. */
export class StoreError extends UserError {}

/**
 * Writes the file whole or not at all: a temporary name, then a rename.
 * @param writer tells temporary names apart where several processes may write the file at the same time.
 * @throws StoreError when the disk is full or refuses.
 */
export function writeFileAtomically(file: string, content: string | Uint8Array, writer?: string): void {
  const temporary = [file, ...(writer === undefined ? [] : [writer]), 'tmp'].join('.');
  explainDiskErrors(file, () => {
    makeFolder(dirname(file));
    try {
      writeDurably(temporary, typeof content === 'string' ? Buffer.from(content) : content);
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/** Step by step: Node's own recursive form never ends where a file system refuses new folders as not found (/proc). */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') throw unwritable(folder, 'no folder can be made here.', elsewhere, error);
    if (code !== 'EEXIST' || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error; // another process may have made it
  }
}

export function writeJson(file: string, value: Json): void {
  writeFileAtomically(file, JSON.stringify(value, null, 2) + '\n');
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}

function writeDurably(file: string, bytes: Uint8Array): void {
  const handle = openSync(file, 'w');
  try {
    for (let offset = 0; offset < bytes.length;) offset += writeSync(handle, bytes, offset);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const elsewhere = 'Choose another place with --results.';

const diskProblems: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  ENOSPC: ['the disk is full.', 'Free some space, or choose another place with --results.'],
  EDQUOT: ['the disk quota is used up.', 'Free some space, or choose another place with --results.'],
  EIO: ['the disk fails.', elsewhere],
  EROFS: ['the file system is read-only.', elsewhere],
  EACCES: ['writing is not permitted.', 'Change its permissions, or choose another place with --results.'],
  EPERM: ['writing is not permitted.', 'Change its permissions, or choose another place with --results.'],
  EEXIST: ['a part of the path is a file.', 'Move that file away, or choose another place with --results.'],
  ENOTDIR: ['a part of the path is a file.', 'Move that file away, or choose another place with --results.'],
};

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
  const { code, path } = (error ?? {}) as { code?: string; path?: string };
  const problem = code === undefined ? undefined : diskProblems[code];
  if (problem === undefined) return undefined;
  return unwritable(path ?? file, ...problem, error);
}

function unwritable(where: string, what: string, fix: string, cause: unknown): StoreError {
  const kept = 'What is finished stays; the same command goes on from there.';
  return new StoreError({ what: `cannot write: ${what}`, where, fix: `${fix} ${kept}` }, { cause });
}
