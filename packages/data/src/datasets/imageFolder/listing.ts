import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explainDiskError, suggestion, UserError } from '@ballast/core';
import type { ImageFiles } from '../../images/files.ts';

const imageName = /\.(jpe?g|png|webp|gif)$/i;

/** The image files of one part, class after class, names in the order of their characters' codes. */
export interface ImageListing extends ImageFiles {
  readonly classNames: readonly string[];
  /** [files.length] */
  readonly labels: Int32Array;
  /** What lies in class folders besides, and images outside of them. */
  readonly others: readonly string[];
}

/**
 * Reads `folder/CLASS/*.jpg|png|webp|gif`.
 * @throws UserError when the folder cannot be read or a class has no image.
 */
export async function listImages(folder: string): Promise<ImageListing> {
  const { folders: classNames, files: loose } = await entriesOf(folder);
  const files: string[] = [];
  const labels: number[] = [];
  const others = loose.filter(isImage);
  for (const [label, className] of classNames.entries()) {
    const names = await namesIn(join(folder, className));
    const images = names.filter(isImage);
    if (images.length === 0) {
      throw new UserError({
        what: `the class "${className}" has no images (.jpg, .jpeg, .png, .webp, .gif).`,
        where: join(folder, className),
      });
    }
    for (const name of images) {
      files.push(`${className}/${name}`);
      labels.push(label);
    }
    others.push(...names.filter((name) => !isImage(name)).map((name) => `${className}/${name}`));
  }
  return { folder, classNames, files, labels: Int32Array.from(labels), others };
}

function isImage(name: string): boolean {
  return imageName.test(name);
}

async function entriesOf(folder: string): Promise<Record<'folders' | 'files', string[]>> {
  const entries = await explained(folder, readdir(folder, { withFileTypes: true }));
  const names = (areFolders: boolean): string[] =>
    visible(entries.filter((entry) => entry.isDirectory() === areFolders).map(({ name }) => name));
  return { folders: names(true), files: names(false) };
}

async function namesIn(folder: string): Promise<string[]> {
  return visible(await explained(folder, readdir(folder)));
}

/** In order, without the hidden ones. */
function visible(names: readonly string[]): string[] {
  return names.filter((name) => !name.startsWith('.')).sort();
}

async function explained<T>(folder: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
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
