import { UserError } from '../errors.ts';

/** What a disk refused, in plain words. */
export interface DiskProblem {
  readonly what: string;
  /** What to do about it, as the beginning of a sentence. */
  readonly fix?: string | undefined;
  /** The file or folder, where the system named it. */
  readonly path?: string | undefined;
}

type Meanings = Readonly<Record<string, readonly [what: string, fix?: string]>>;

/** The disk, or the place on it, cannot be written to. */
const refusals: Meanings = {
  ENOSPC: ['the disk is full', 'Free some space'],
  EDQUOT: ['the disk quota is used up', 'Free some space'],
  EIO: ['the disk cannot be read or written'],
  EROFS: ['the file system is read-only'],
  EACCES: ['there is no permission', 'Change its permissions'],
  EPERM: ['there is no permission', 'Change its permissions'],
  ENAMETOOLONG: ['the name is too long for the file system', 'Shorten it'],
  ELOOP: ['a symbolic link stands in the way', 'Remove the link'],
  ENOTSUP: ['no folder can be made here'],
  EEXIST: ['a part of the path is a file', 'Move that file away'],
  ENOTDIR: ['a part of the path is a file', 'Move that file away'],
};

/** Something else is there than what was to be read. */
const absences: Meanings = {
  ENOENT: ['there is no such file or folder'],
  EISDIR: ['this is a folder, not a file'],
};

/** Why a file could not be written; undefined when it is not the disk that refused. */
export function refusedWriting(error: unknown): DiskProblem | undefined {
  return meaningOf(error, refusals);
}

/** A UserError for what the disk refused to read or write, naming `where`; any other error as it is. */
export function explainDiskError(error: unknown, where: string): unknown {
  if (error instanceof UserError) return error;
  const problem = meaningOf(error, { ...refusals, ...absences });
  if (problem === undefined) return error;
  return new UserError({ what: `${problem.what} (${codeOf(error) ?? ''}).`, where }, { cause: error });
}

function meaningOf(error: unknown, meanings: Meanings): DiskProblem | undefined {
  const meaning = meanings[codeOf(error) ?? ''];
  if (meaning === undefined) return undefined;
  return { what: meaning[0], fix: meaning[1], path: (error as NodeJS.ErrnoException).path };
}

function codeOf(error: unknown): string | undefined {
  return ((error ?? {}) as NodeJS.ErrnoException).code;
}
