import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError, type Pixels } from '@ballast/core';
import { readShared } from '../files/sharedBytes.ts';

/** What is larger stays in its file, whose pages all processes of a run share. */
const mostBytesInMemory = 2 ** 24;

/** The bytes of decoded images, in memory unless there are too many. @throws UserError when the file is cut off. */
export function openPixels(file: string, length: number, mostInMemory = mostBytesInMemory): Pixels {
  const pixels = length > mostInMemory ? fileOf(file, length) : readShared(file, length);
  if (pixels !== undefined) return pixels;
  throw new UserError({
    what: 'the decoded images are cut off.',
    where: file,
    fix: `Delete ${dirname(file)} and try again.`,
  });
}

function fileOf(path: string, length: number): Pixels | undefined {
  return statSync(path).size === length ? { path } : undefined;
}
