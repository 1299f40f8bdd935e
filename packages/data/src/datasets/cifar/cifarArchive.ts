import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError, type DatasetContext, type ImageDataset, type MissingFile, type Normalisation } from '@ballast/core';
import { z } from 'zod';
import { requireChecksum } from '../../files/checksum.ts';
import { download } from '../../files/download.ts';
import { produceOnce } from '../../files/produceOnce.ts';
import { cifarNormalisation, NormalisationOption } from '../normalisationOption.ts';
import { imageShape, readRecords } from './records.ts';

/** How an official binary archive is laid out; file names are paths inside it. */
export interface CifarForm {
  readonly url: string;
  readonly md5: string;
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** One class name a line. */
  readonly classNames: string;
  readonly labelBytes: number;
}

export function cifarOptions({ url, md5 }: CifarForm) {
  return z.strictObject({
    archive: z.string().optional().describe('A local copy of the archive, instead of a download.'),
    url: z.url().default(url).describe('Where the archive in the official binary form is downloaded from.'),
    md5: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .default(md5)
      .describe('The MD5 sum of the archive.'),
    imageSize: z
      .int()
      .positive()
      .optional()
      .describe('Height and width that images are brought to; they keep their 32×32 pixels where left out.'),
    normalisation: NormalisationOption.default(cifarNormalisation),
  });
}

export interface CifarOptions {
  readonly archive?: string | undefined;
  readonly url: string;
  readonly md5: string;
  readonly imageSize?: number | undefined;
  readonly normalisation: Normalisation;
}

/** An archive that the options name; without one, it is downloaded. */
export function missingCifar({ archive, url }: CifarOptions): MissingFile[] {
  if (archive === undefined || existsSync(resolve(archive))) return [];
  return [{ path: resolve(archive), what: `the archive, from ${url}` }];
}

/** @throws UserError when the archive can neither be found nor downloaded, or is damaged. */
export async function loadCifar(
  form: CifarForm,
  options: CifarOptions,
  context: DatasetContext,
): Promise<ImageDataset> {
  const folder = await unpackedFolder(form, options, context);
  const inFolder = (name: string): string => join(folder, name);
  const names = await readFile(inFolder(form.classNames), 'utf8');
  const classNames = names.split(/\r?\n/).filter((name) => name.trim() !== '');
  const read = (files: readonly string[]) => readRecords(files.map(inFolder), form.labelBytes, classNames.length);
  const dataset: ImageDataset = {
    classNames,
    imageShape,
    normalisation: options.normalisation,
    train: read(form.train),
    test: read(form.test),
  };
  const { imageSize = imageShape.height } = options;
  if (imageSize === imageShape.height) return dataset;
  const { resizedDataset } = await import('./resized.ts'); // with an image library, which most suites do without
  return resizedDataset(dataset, imageSize, `${folder}-${String(imageSize)}x${String(imageSize)}`, context);
}

async function unpackedFolder(form: CifarForm, options: CifarOptions, context: DatasetContext): Promise<string> {
  const folder = join(context.cacheDirectory, `${basename(new URL(form.url).pathname, '.tar.gz')}-${options.md5}`);
  if (existsSync(folder)) return folder;
  const archive = await findArchive(options, context);
  await produceOnce(folder, async (temporary) => {
    await requireChecksum(archive, options.md5, 'Delete it and download it again, or set the option `md5`.');
    const { unpack } = await import('../../files/unpack.ts');
    context.report(`unpacking ${basename(archive)}`);
    unpack(archive, temporary, [...form.train, ...form.test, form.classNames]);
  });
  return folder;
}

async function findArchive({ archive, url, md5 }: CifarOptions, context: DatasetContext): Promise<string> {
  if (archive !== undefined) return requireFile(resolve(archive));
  const target = join(context.cacheDirectory, 'downloads', basename(new URL(url).pathname));
  await download({
    url,
    target,
    md5,
    report: (message) => {
      context.report(message);
    },
  });
  return target;
}

function requireFile(file: string): string {
  if (existsSync(file)) return file;
  throw new UserError({
    what: `there is no archive "${file}".`,
    where: 'dataset.archive',
    fix: 'Relative paths begin at the current folder; without this option the archive is downloaded.',
  });
}
