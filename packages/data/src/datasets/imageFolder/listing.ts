import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explainDiskError, suggestion, UserError } from '@ballast/core';
import type { ImageFiles } from '../../images/files.ts';

const imageName = /\.(jpe?g|png)$/i;

/** The image files of one part, class after class, names in the order of their characters' codes. */
export interface ImageListing extends ImageFiles {
  readonly classNames: readonly string[];
  /** [files.length] */
  readonly labels: Int32Array;
}

/**
 * Reads `folder/CLASS/*.jpg|png`.
 * @throws UserError when the folder cannot be read or a class has no image.
 */
export async function listImages(folder: string): Promise<ImageListing> {
  const classNames = await entriesOf(folder, 'folders');
  const files: string[] = [];
  const labels: number[] = [];
  for (const [label, className] of classNames.entries()) {
    const names = (await entriesOf(join(folder, className), 'files')).filter((name) => imageName.test(name));
    if (names.length === 0) {
      throw new UserError({
        what: `the class "${className}" has no images (.jpg, .jpeg, .png).`,
        where: join(folder, className),
      });
    }
    for (const name of names) {
      files.push(`${className}/${name}`);
      labels.push(label);
    }
  }
  return { folder, classNames, files, labels: Int32Array.from(labels) };
}

async function entriesOf(folder: string, kind: 'folders' | 'files'): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const wanted = entries.filter(
      (entry) => entry.isDirectory() === (kind === 'folders') && !entry.name.startsWith('.'),
    );
    return wanted.map(({ name }) => name).sort();
  } catch (error) {
    throw explainDiskError(error, folder);
  }
}

/** @throws UserError when there are fewer than two classes, or the test part has others than the train part. */
export function requireClasses(train: ImageListing, test: ImageListing): void {
  if (train.classNames.length < 2) {
    throw new UserError({
      what: `only ${String(train.classNames.length)} class folder${train.classNames.length === 1 ? '' : 's'}; at least two are needed.`,
      where: train.folder,
      fix: 'Images lie in train/CLASS/ and test/CLASS/ below the option `root`.',
    });
  }
  const unknown = test.classNames.find((name) => !train.classNames.includes(name));
  if (unknown !== undefined) {
    throw new UserError({
      what: `the test class "${unknown}" is no class of the train part.`,
      where: join(test.folder, unknown),
      meant: suggestion(unknown, train.classNames),
    });
  }
  const missing = train.classNames.find((name) => !test.classNames.includes(name));
  if (missing !== undefined) {
    throw new UserError({ what: `the class "${missing}" has no test images.`, where: join(test.folder, missing) });
  }
}

/**
 * SHA-256 over the names and sizes of all images below the folders, in hexadecimal.
 * @throws UserError when a folder cannot be read.
 */
export function listingDigest(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    try {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => imageName.test(file));
      for (const file of files.sort()) hash.update(`${file} ${String(statSync(join(folder, file)).size)}\n`);
    } catch (error) {
      throw explainDiskError(error, folder);
    }
    hash.update('\0');
  }
  return hash.digest('hex');
}
