import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, type DatasetContext, type ImageShape, type Normalisation } from '@ballast/core';
import { fileChunks } from '../../files/fileChunks.ts';
import { produceOnce } from '../../files/produceOnce.ts';
import { readShared } from '../../files/sharedBytes.ts';
import { channelStatistics } from '../channelStatistics.ts';
import { decodeImages } from './decode.ts';
import { fingerprintLines, type ImageListing } from './listing.ts';

/** Changes whenever equal files would give other bytes. */
const formatVersion = 1;

export interface DecodedImages {
  readonly shape: ImageShape;
  /** Of the training images. */
  readonly statistics: Normalisation;
  /** [count, height, width, 3] in shared memory */
  readonly train: Uint8Array;
  readonly test: Uint8Array;
}

type Parts = Readonly<Record<'train' | 'test', ImageListing>>;

/** The pixels of both parts, decoded on the first call and kept below the cache directory. @throws UserError */
export async function decodedImages(
  parts: Parts,
  size: number | undefined,
  context: DatasetContext,
): Promise<DecodedImages> {
  const folder = join(context.cacheDirectory, `images-${await fingerprint(parts, size)}`);
  await produceOnce(folder, async (temporary) => {
    await mkdir(temporary);
    await decodeParts(parts, size, temporary, context);
  });
  const { shape, statistics } = JSON.parse(await readFile(join(folder, 'images.json'), 'utf8')) as Omit<
    DecodedImages,
    'train' | 'test'
  >;
  const read = (part: 'train' | 'test') => readPixels(folder, part, parts[part].files.length, shape);
  return { shape, statistics, train: read('train'), test: read('test') };
}

async function fingerprint({ train, test }: Parts, size: number | undefined): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([formatVersion, size ?? null]));
  for (const listing of [train, test]) {
    hash.update(`\0${listing.folder}\0`);
    for await (const lines of fingerprintLines(listing)) hash.update(lines);
  }
  return hash.digest('hex').slice(0, 32);
}

async function decodeParts({ train, test }: Parts, size: number | undefined, folder: string, context: DatasetContext) {
  const report = (message: string): void => {
    context.report(message);
  };
  report(`decoding ${String(train.files.length + test.files.length)} images, once`);
  const jobOf = (listing: ImageListing, name: string) => ({
    folder: listing.folder,
    files: listing.files,
    target: join(folder, name),
    size,
  });
  const shape = await decodeImages(jobOf(train, 'train.bytes'), report);
  await decodeImages({ ...jobOf(test, 'test.bytes'), expected: shape }, report);
  const wholeImages = 256 * imageBytes(shape);
  const statistics = channelStatistics(fileChunks(join(folder, 'train.bytes'), wholeImages), shape.channels);
  await writeFile(join(folder, 'images.json'), JSON.stringify({ shape, statistics }));
}

function readPixels(folder: string, part: 'train' | 'test', count: number, shape: ImageShape): Uint8Array {
  const file = join(folder, `${part}.bytes`);
  const pixels = readShared(file, count * imageBytes(shape));
  if (pixels !== undefined) return pixels;
  throw new UserError({ what: 'the decoded images are cut off.', where: file, fix: `Delete ${folder} and try again.` });
}

function imageBytes({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}
