import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

const statsAtOnce = 256;

/** Image files of one part of a data set, in the order of its samples. */
export interface ImageFiles {
  readonly folder: string;
  /** Paths from `folder` on, or absolute ones. */
  readonly files: readonly string[];
}

/** A line for each file that changes when its name, size or time of change does; several lines at a time. */
export async function* fingerprintLines({ folder, files }: ImageFiles): AsyncGenerator<string, void> {
  for (let start = 0; start < files.length; start += statsAtOnce) {
    const lines = files.slice(start, start + statsAtOnce).map(async (file) => {
      // A file that is not there is broken like any other that cannot be read.
      const { size, mtimeMs } = await stat(resolve(folder, file)).catch(() => ({ size: 0, mtimeMs: 0 }));
      return `${file} ${String(size)} ${String(mtimeMs)}\n`;
    });
    yield (await Promise.all(lines)).join('');
  }
}
