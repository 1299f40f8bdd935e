import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@ballast/core';
import { extract } from 'tar';

/** Of one file; the largest of CIFAR has 154 MB. */
const mostBytes = 2 ** 30;

/**
 * Writes the named regular files of a .tar or .tar.gz archive, and nothing else that it may hold, below `folder`.
 * @throws UserError when the archive is damaged, lacks one of them, or declares one of more than a gibibyte.
 */
export function unpack(archive: string, folder: string, names: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const wanted = new Set(names);
  try {
    // Synchronous: the other form fails while it is still writing, and what it left could not be removed.
    extract({
      sync: true,
      file: archive,
      cwd: folder,
      strict: true,
      filter: (path, entry) => {
        if (!wanted.has(path) || ('type' in entry && entry.type !== 'File')) return false;
        requireSize(entry.size, path, archive);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new UserError(
      {
        what: `the archive is damaged: ${error instanceof Error ? error.message : String(error)}.`,
        where: archive,
        fix: 'Delete it and download it again.',
      },
      { cause: error },
    );
  }
  const missing = names.find((name) => !existsSync(join(folder, name)));
  if (missing === undefined) return;
  throw new UserError({ what: `the archive does not hold "${missing}".`, where: archive, fix: 'Is it the right one?' });
}

function requireSize(bytes: number, name: string, archive: string): void {
  if (bytes <= mostBytes) return;
  const gigabytes = (bytes / 1e9).toFixed(1);
  throw new UserError({
    what: `"${name}" in it would unpack to ${gigabytes} GB; that is no such data set.`,
    where: archive,
  });
}
