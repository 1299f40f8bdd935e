import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetContext, ImageDataset, ImageShape, LabelledImages } from '@ballast/core';
import sharp from 'sharp';
import { produceOnce } from '../../files/produceOnce.ts';
import { imageReader } from '../../images/imageReader.mjs';
import { openPixels } from '../../images/openPixels.ts';
import { imageBytes, storedPixels } from '../../images/pixels.ts';

const imagesAtOnce = 64;
const parts = ['train', 'test'] as const;

/**
 * The same images brought to `size`×`size` pixels, as image files of this shape are: computed on the first call, then
 * read from `folder`.
 * @throws UserError when the disk refuses.
 */
export async function resizedDataset(
  dataset: ImageDataset,
  size: number,
  folder: string,
  context: DatasetContext,
): Promise<ImageDataset> {
  const from = dataset.imageShape;
  const imageShape: ImageShape = { ...from, height: size, width: size };
  const fileOf = (inFolder: string, part: string): string => join(inFolder, `${part}.bytes`);
  await produceOnce(folder, async (temporary) => {
    const count = dataset.train.count + dataset.test.count;
    context.report(`bringing ${String(count)} images to ${String(size)}×${String(size)} pixels, once`);
    await mkdir(temporary);
    for (const part of parts) await writeResized(dataset[part], from, size, fileOf(temporary, part));
  });
  const withPixels = (part: (typeof parts)[number]): LabelledImages => {
    const images = dataset[part];
    return { ...images, pixels: openPixels(fileOf(folder, part), images.count * imageBytes(imageShape)) };
  };
  return { ...dataset, imageShape, train: withPixels('train'), test: withPixels('test') };
}

/** A few images at a time, so that the resized ones are never in memory as a whole. */
async function writeResized({ count, pixels }: LabelledImages, from: ImageShape, size: number, target: string) {
  const stored = storedPixels(
    pixels,
    Int32Array.from({ length: count }, (_, at) => at),
  );
  const imageAt = imageReader(stored.pixels, imageBytes(from));
  const output = await open(target, 'w');
  try {
    for (let start = 0; start < count; start += imagesAtOnce) {
      const places = stored.indices.subarray(start, start + imagesAtOnce);
      const images = await Promise.all(Array.from(places, (place) => resize(imageAt(place).slice(), from, size)));
      await output.writeFile(Buffer.concat(images));
    }
  } finally {
    await output.close();
  }
}

function resize(pixels: Uint8Array, { height, width, channels }: ImageShape, size: number): Promise<Buffer> {
  const raw = { height, width, channels: channels as 1 | 2 | 3 | 4 };
  return sharp(pixels, { raw }).resize({ height: size, width: size, fit: 'fill' }).raw().toBuffer();
}
