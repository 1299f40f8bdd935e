import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { createRandom, type SampleSet } from '@ballast/core';
import { describe, expect, it } from 'vitest';
import { AugmentationOptions, DataOptions, openBatches, prepareTask, readImageFiles, readImages, storedShape } from '../src/index.ts'; // prettier-ignore
import { contextIn, dataset, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const random = createRandom('margins');
const [side, margin] = [8, 3];
const stored = side + 2 * margin;
const images = Array.from({ length: 4 }, () => Uint8Array.from({ length: stored * stored * 3 }, () => random.integer(256))); // prettier-ignore

/** A folder of the images, large enough for the margin. */
async function lay(): Promise<string> {
  const root = join(folder, 'images');
  for (const [index, bytes] of images.entries()) {
    const below = join(root, index < 2 ? 'train' : 'test', `class ${String(index % 2)}`);
    mkdirSync(below, { recursive: true });
    await sharp(bytes, { raw: { width: stored, height: stored, channels: 3 } })
      .png()
      .toFile(join(below, 'image.png'));
  }
  return root;
}

const root = await lay();
const loaded = await dataset({ type: 'image-folder', root, imageSize: side, margin }).load(contextIn(folder));
const { task } = prepareTask({ dataset: loaded, options: DataOptions.parse({}), random: createRandom(0) });

/** A window of an image, in bytes. */
function crop(image: Uint8Array, top: number, left: number): number[] {
  return Array.from({ length: side }, (_, row) => {
    const start = ((top + row) * stored + left) * 3;
    return [...image.subarray(start, start + side * 3)];
  }).flat();
}

async function views(set: SampleSet, view: 'none' | 'standard', padding: number, epoch = 0): Promise<number[][]> {
  const batches = openBatches(
    { ...set, normalisation: { mean: [0, 0, 0], standardDeviation: [1, 1, 1] } },
    {
      order: Int32Array.from({ length: set.count }, (_, place) => place),
      batchSize: set.count,
      views: [view],
      random: createRandom(`epoch ${String(epoch)}`),
      augmentation: AugmentationOptions.parse({ padding, paddingMode: 'zero' }),
    },
  );
  const seen: number[][] = [];
  for await (const { images: pixels, shape } of batches) {
    expect(shape.slice(1)).toEqual([side, side, 3]);
    const length = side * side * 3;
    for (let place = 0; place < shape[0]; place++)
      seen.push([...pixels.subarray(place * length, (place + 1) * length)]);
  }
  return seen;
}

describe('images with a margin', () => {
  it('are kept whole, and as large as without one for whoever learns from them', () => {
    expect([loaded.imageShape.height, loaded.margin, storedShape(loaded).height]).toEqual([side, margin, stored]);
    const whole = readImages(loaded.train.pixels, Int32Array.of(0, 1), storedShape(loaded));
    expect(Buffer.from(whole).equals(Buffer.concat(images.slice(0, 2)))).toBe(true);
  });

  it('are seen in the middle where nothing is random', async () => {
    expect(await views(task.test, 'none', margin)).toEqual(images.slice(2).map((image) => crop(image, margin, margin)));
    const files = [0, 1].map((label) => join(root, 'test', `class ${String(label)}`, 'image.png'));
    const read = await readImageFiles(files, loaded.imageShape, { fit: 'fill', margin });
    expect([...read]).toEqual(images.slice(2).flatMap((image) => crop(image, margin, margin)));
  });

  it('are cropped at random out of themselves, with nothing made up', async () => {
    const offsets = Array.from({ length: 2 * margin + 1 }, (_, at) => at);
    const all = images.slice(0, 2).map((image) => {
      return new Map(offsets.flatMap((top) => offsets.map((left) => [crop(image, top, left).join(), [top, left]])));
    });
    const found = new Set<string>();
    for (let epoch = 0; epoch < 60; epoch++) {
      for (const [place, view] of (await views(task.train, 'standard', margin, epoch)).entries()) {
        const window = all[place]!.get(view.join());
        expect(window).toBeDefined();
        found.add(String(window));
      }
    }
    expect(found.size).toBeGreaterThan(40); // of 49
  });

  it('have nothing beyond it, and need an image size', async () => {
    const further = (await views(task.train, 'standard', margin + 4)).flat();
    expect(further.filter((byte) => byte === 0).length).toBeGreaterThan(20);
    const unsized = dataset({ type: 'image-folder', root, margin });
    await expect(unsized.load(contextIn(folder))).rejects.toThrow(/Set `imageSize` too/);
  });
});
