import { UserError } from '@ballast/core';
import { readFileSync, statSync } from 'node:fs';

/**
 * A file's text; undefined when it is not there.
 * @throws UserError when it is there and the system refuses.
 */
export function readText(file: string): string | undefined {
  try {
    if (!isReadable(file)) throw new UserError({ what: 'this is a device or a pipe, not a file.', where: file });
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UserError(
      {
        what: `this cannot be read (${code ?? String(error)}).`,
        where: file,
        fix: 'Is it a file, and do its permissions and those of its folders let you read it?',
      },
      { cause: error },
    );
  }
}

/** Reading from a device or a pipe may never end; a folder says itself that it is none. */
function isReadable(file: string): boolean {
  const found = statSync(file);
  return found.isFile() || found.isDirectory();
}
