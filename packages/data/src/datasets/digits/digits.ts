import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  createRandom,
  definePlugin,
  injectable,
  type Dataset,
  type ImageDataset,
  type LabelledImages,
} from '@ballast/core';
import { z } from 'zod';
import { drawPerClass, pick, without } from '../../task/classes.ts';
import { channelStatistics } from '../channelStatistics.ts';

const imageShape = { height: 8, width: 8, channels: 1 };
const pixelCount = 64;
const testImagesPerClass = 40;
const classNames = Array.from({ length: 10 }, (_, digit) => String(digit));

/** 1,797 handwritten digits, 8×8×1, bytes 0–16; a fixed balanced test set of 40 a class, the rest is for training. */
@injectable()
class Digits implements Dataset {
  load(): Promise<ImageDataset> {
    const all = readDigits();
    const test = testPositions(all.labels);
    const trainImages = select(all, without(Int32Array.from(all.labels.keys()), test));
    return Promise.resolve({
      classNames,
      imageShape,
      normalisation: channelStatistics([trainImages.pixels], imageShape.channels),
      train: trainImages,
      test: select(all, test),
    });
  }
}

interface Digitised {
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
}

function readDigits(): Digitised {
  const text = gunzipSync(readFileSync(new URL('./digits.csv.gz', import.meta.url))).toString('utf8');
  const rows = text.trimEnd().split('\n');
  const pixels = new Uint8Array(rows.length * pixelCount);
  const labels = new Int32Array(rows.length);
  for (const [index, row] of rows.entries()) {
    const values = row.split(',').map(Number);
    pixels.set(values.slice(0, pixelCount), index * pixelCount);
    labels[index] = values[pixelCount] as number;
  }
  return { pixels, labels };
}

/** The same 400 images whatever the seed of a cell, in ascending order. */
function testPositions(labels: Int32Array): Int32Array {
  const counts = classNames.map(() => testImagesPerClass);
  return drawPerClass(labels, counts, createRandom('digits test set'));
}

function select(
  { pixels, labels }: Digitised,
  positions: Int32Array,
): LabelledImages & { readonly pixels: Uint8Array } {
  const selected = new Uint8Array(positions.length * pixelCount);
  for (const [place, position] of positions.entries()) {
    selected.set(pixels.subarray(position * pixelCount, (position + 1) * pixelCount), place * pixelCount);
  }
  return { count: positions.length, pixels: selected, trueLabels: pick(labels, positions) };
}

export const digits = definePlugin({
  kind: 'dataset',
  id: 'digits',
  docs: {
    summary: 'The 1,797 handwritten digits that come with Ballast: 8×8 pixels, 400 of them for testing.',
    paper: 'Alpaydin & Kaynak 1998, Optical Recognition of Handwritten Digits (UCI)',
  },
  options: z.strictObject({}),
  use: Digits,
});
