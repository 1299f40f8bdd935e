import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, type DatasetContext, type ImageShape, type Normalisation, type Pixels } from '@ballast/core';
import { channelStatistics } from '../datasets/channelStatistics.ts';
import { fileChunks } from '../files/fileChunks.ts';
import { produceOnce } from '../files/produceOnce.ts';
import { decodeImages, type BrokenImage } from './decode.ts';
import { fingerprintLines, type ImageFiles } from './files.ts';
import type { ImageFileOptions } from './options.ts';
import { openPixels } from './openPixels.ts';
import { imageBytes } from './pixels.ts';

/** Changes whenever equal files would give other bytes. */
const formatVersion = 2;

export interface DecodedImages {
  /** As they are stored. */
  readonly shape: ImageShape;
  /** Of the training images. */
  readonly statistics: Normalisation;
  readonly train: DecodedPart;
  readonly test: DecodedPart;
  readonly otherTests: Readonly<Record<string, DecodedPart>>;
}

export interface DecodedPart {
  /** Of the images that are not broken. */
  readonly pixels: Pixels;
  readonly broken: readonly BrokenImage[];
}

export interface FileParts<Files extends ImageFiles = ImageFiles> {
  readonly train: Files;
  readonly test: Files;
  /** By name. */
  readonly otherTests?: Readonly<Record<string, Files>> | undefined;
}

/** What stands beside the bytes. */
interface Description {
  readonly shape: ImageShape;
  readonly statistics: Normalisation;
  readonly broken: Readonly<Record<string, readonly BrokenImage[]>>;
}

/** The pixels of all parts, decoded on the first call and kept below the cache directory. @throws UserError */
export async function decodedImages(
  parts: FileParts,
  options: ImageFileOptions,
  context: DatasetContext,
): Promise<DecodedImages> {
  const folder = join(context.cacheDirectory, `images-${await fingerprint(parts, options)}`);
  await produceOnce(folder, async (temporary) => {
    await mkdir(temporary);
    await decodeParts(parts, options, temporary, context);
  });
  const description = JSON.parse(await readFile(join(folder, 'images.json'), 'utf8')) as Description;
  const { shape, statistics } = description;
  const read = (name: string, { files }: ImageFiles): DecodedPart => {
    const broken = description.broken[name] ?? [];
    const length = (files.length - broken.length) * imageBytes(shape);
    return { broken, pixels: openPixels(join(folder, `${name}.bytes`), length) };
  };
  const { train, test, otherTests = {} } = parts;
  const others = Object.entries(otherTests).map(([name, files]) => [name, read(name, files)] as const);
  return {
    shape,
    statistics,
    train: read('train', train),
    test: read('test', test),
    otherTests: Object.fromEntries(others),
  };
}

/** After the training images all that are tested on, by name. */
function testsOf({ test, otherTests }: FileParts): Readonly<Record<string, ImageFiles>> {
  return { test, ...otherTests };
}

async function fingerprint(parts: FileParts, options: ImageFileOptions) {
  const { fit, brokenImages } = options;
  const hash = createHash('sha256').update(
    JSON.stringify([formatVersion, storedSize(options) ?? null, fit, brokenImages]),
  );
  for (const files of [parts.train, ...Object.values(testsOf(parts))]) {
    hash.update(`\0${files.folder}\0`);
    for await (const lines of fingerprintLines(files)) hash.update(lines);
  }
  return hash.digest('hex').slice(0, 32);
}

async function decodeParts(parts: FileParts, options: ImageFileOptions, folder: string, context: DatasetContext) {
  const { train } = parts;
  const tests = Object.entries(testsOf(parts));
  const report = (message: string): void => {
    context.report(message);
  };
  const count = [train, ...tests.map(([, files]) => files)].reduce((sum, { files }) => sum + files.length, 0);
  report(`decoding ${String(count)} images, once`);
  const jobOf = ({ folder: source, files }: ImageFiles, name: string) => ({
    folder: source,
    files,
    target: join(folder, name),
    size: storedSize(options),
    fit: options.fit,
    mostBroken: Math.floor(options.brokenImages * files.length),
  });
  const trained = await decodeImages(jobOf(train, 'train.bytes'), report);
  const shape = requireShape(trained.shape, train);
  const broken: Record<string, readonly BrokenImage[]> = { train: trained.broken };
  for (const [name, files] of tests) {
    broken[name] = (await decodeImages({ ...jobOf(files, `${name}.bytes`), expected: shape }, report)).broken;
  }
  const wholeImages = Math.max(1, Math.floor(2 ** 20 / imageBytes(shape))) * imageBytes(shape);
  const statistics = channelStatistics(fileChunks(join(folder, 'train.bytes'), wholeImages), shape.channels);
  await writeFile(join(folder, 'images.json'), JSON.stringify({ shape, statistics, broken } satisfies Description));
}

/** With the margin; undefined where images stay as they are. @throws UserError for a margin of unknown size. */
function storedSize({ imageSize, margin }: ImageFileOptions): number | undefined {
  if (imageSize !== undefined) return imageSize + 2 * margin;
  if (margin === 0) return undefined;
  throw new UserError({ what: 'a margin is kept beyond an image size.', where: 'dataset.margin', fix: 'Set `imageSize` too.' }); // prettier-ignore
}

function requireShape(shape: ImageShape | undefined, { folder }: ImageFiles): ImageShape {
  if (shape !== undefined) return shape;
  throw new UserError({ what: 'there is no training image.', where: folder });
}
