import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  locateByPath,
  PluginRegistry,
  type Dataset,
  type DatasetContext,
  type ImageDataset,
  type Pixels,
  type SampleSet,
} from '@ballast/core';
import plugins from '../src/index.ts';

const registry = new PluginRegistry(plugins.map((plugin) => ({ plugin, source: '@ballast/data' })));

/** As a config would build it. @throws UserError for options that do not fit. */
export function dataset(reference: Readonly<Record<string, unknown>>): Dataset {
  return registry.instantiate('dataset', registry.resolve('dataset', reference, locateByPath));
}

/** A context that writes down what was reported. */
export function contextIn(cacheDirectory: string): DatasetContext & { readonly messages: string[] } {
  const messages: string[] = [];
  return { cacheDirectory, messages, report: (message) => messages.push(message) };
}

/** A new folder, removed after the tests of this file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-data-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Pixels that are in memory. */
export function bytesOf(pixels: Pixels): Uint8Array {
  if (pixels instanceof Uint8Array) return pixels;
  throw new Error(`The images are in ${pixels.path}, not in memory.`);
}

/** `trainCounts[k]` training images of each class k, mixed, 2×2×1, and three test images a class. */
export function syntheticDataset(trainCounts: readonly number[]): ImageDataset {
  const classNames = trainCounts.map((_, label) => `class ${String(label)}`);
  const partOf = (counts: readonly number[]) => {
    const labels: number[] = [];
    for (let round = 0; labels.length < counts.reduce((sum, count) => sum + count, 0); round++) {
      labels.push(...counts.flatMap((count, label) => (round < count ? [label] : [])));
    }
    const pixels = Uint8Array.from({ length: 4 * labels.length }, (_, at) => (at * 37) % 256);
    return { count: labels.length, pixels, trueLabels: Int32Array.from(labels) };
  };
  return {
    classNames,
    imageShape: { height: 2, width: 2, channels: 1 },
    normalisation: { mean: [100], standardDeviation: [50] },
    train: partOf(trainCounts),
    test: partOf(trainCounts.map(() => 3)),
  };
}

/** A train set of all images of a byte array. */
export function sampleSet(
  pixels: Uint8Array,
  imageShape: SampleSet['imageShape'],
  normalisation: SampleSet['normalisation'],
): SampleSet {
  const count = pixels.length / (imageShape.height * imageShape.width * imageShape.channels);
  const indices = Int32Array.from({ length: count }, (_, index) => index);
  const givenLabels = indices.map((index) => index % 10);
  return { role: 'train', count, imageShape, normalisation, pixels, indices, givenLabels, trueLabels: undefined };
}
