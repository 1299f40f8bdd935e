import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom, type PixelFile, type SampleSet } from '@ballast/core';
import { AugmentationOptions, openBatches, readImages, subsetOf } from '../src/index.ts';
import { openPixels } from '../src/images/openPixels.ts';
import { selectPixels } from '../src/images/pixels.ts';
import { bytesOf, sampleSet, syntheticDataset, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const shape = { height: 32, width: 32, channels: 3 };
const length = 3072;
const count = 50;
const random = createRandom('pixel file');
const bytes = new Uint8Array(new SharedArrayBuffer(count * length)).map(() => random.integer(256));
const path = join(folder, 'train.bytes');
writeFileSync(path, bytes);

async function read(set: SampleSet, batchSize: number): Promise<number[][]> {
  const batches = openBatches(set, {
    order: createRandom('order').permutation(set.count),
    batchSize,
    views: ['standard', 'none'],
    random: createRandom('augmentation'),
    augmentation: AugmentationOptions.parse({ padding: 4, flip: true }),
  });
  const images: number[][] = [];
  for await (const { views } of batches) images.push(views.flatMap((view) => [...view]));
  return images;
}

describe('images in a file', () => {
  const inMemory = sampleSet(bytes, shape, { mean: [100, 110, 120], standardDeviation: [50, 60, 70] });

  it.each([2, 20])('make the batches that images in memory make, %i at a time', async (batchSize) => {
    expect(await read({ ...inMemory, pixels: { path } }, batchSize)).toEqual(await read(inMemory, batchSize));
  });

  it('can be chosen from, and chosen from again, without a copy', () => {
    const order = Int32Array.of(7, 3, 40, 12);
    const once = selectPixels({ path }, order, shape) as PixelFile;
    const twice = selectPixels(once, Int32Array.of(2, 0), shape) as PixelFile;
    expect([once.path, twice.path]).toEqual([path, path]);
    const all = Int32Array.of(0, 1);
    expect(readImages(twice, all, shape)).toEqual(readImages(bytes, Int32Array.of(40, 7), shape));
  });

  it('are a subset like those in memory', () => {
    const whole = syntheticDataset([6, 5]);
    const file = join(folder, 'small.bytes');
    writeFileSync(file, bytesOf(whole.train.pixels));
    const filed = { ...whole, train: { ...whole.train, pixels: { path: file } } };
    const [expected, found] = [subsetOf(whole, { train: 4 }).train, subsetOf(filed, { train: 4 }).train];
    const all = Int32Array.of(0, 1, 2, 3);
    expect(readImages(found.pixels, all, whole.imageShape)).toEqual(expected.pixels);
  });

  it('are what is too large for memory', () => {
    expect(openPixels(path, bytes.length)).toEqual(bytes);
    expect(openPixels(path, bytes.length, bytes.length - 1)).toEqual({ path });
    expect(() => openPixels(path, bytes.length + 1, 0)).toThrow(/cut off[^]*Delete/);
  });
});
