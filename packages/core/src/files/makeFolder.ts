import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A folder with those around it, unless it is there. Step by step: Node's own recursive form never ends where a file
 * system refuses new folders as not found (/proc); the error is ENOTSUP then.
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw notSupported(folder, error);
    if (code !== 'EEXIST' || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error; // another process may have made it
  }
}

function notSupported(folder: string, cause: unknown): Error {
  const error = new Error(`no folder can be made here: ${folder}`, { cause });
  return Object.assign(error, { code: 'ENOTSUP', path: folder });
}
