import { UserError } from '@ballast/core';

const meanings: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  EIO: 'the disk cannot be read or written',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of this path is no folder',
  EISDIR: 'this is a folder, not a file',
};

/** A UserError for what the disk refused, naming `where`; any other error as it is. */
export function explainDiskError(error: unknown, where: string): unknown {
  if (error instanceof UserError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const meaning = code === undefined ? undefined : meanings[code];
  return meaning === undefined
    ? error
    : new UserError({ what: `${meaning} (${code ?? ''}).`, where }, { cause: error });
}
