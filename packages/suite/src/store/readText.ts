import { UserError } from '@ballast/core';
import { readFileSync } from 'node:fs';

/**
 * A file's text; undefined when it is not there.
 * @throws UserError when it is there and the system refuses.
 */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
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
