import { tmpdir } from 'node:os';
import type { ImageDataset, LabelledImages, Plugin } from '@ballast/core';
import { readImages, storedShape } from '@ballast/data';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPlugin } from '../plugins/buildPlugin.ts';

/**
 * What every data set owes its callers, for these options: the same images and labels every time, labels that name
 * classes, as many of everything as there are images, and bytes that can be read in any order.
 * @param others Plugins that the options name, e.g. the data set that this one takes a part of.
 * @param cacheDirectory Where downloads are; the system's temporary folder unless given.
 */
export function datasetContract(
  plugin: Plugin<'dataset'>,
  options: Readonly<Record<string, unknown>> = {},
  others: readonly Plugin[] = [],
  cacheDirectory = tmpdir(),
): void {
  describe(`${plugin.id} ${JSON.stringify(options)} keeps the contract of a data set`, () => {
    const messages: string[] = [];
    const build = () => buildPlugin(plugin, options, others);
    const load = () => build().load({ cacheDirectory, report: (message) => messages.push(message) });
    let dataset: ImageDataset;

    beforeAll(async () => {
      dataset = await load();
    });

    it('names at least two classes, each once', () => {
      const { classNames } = dataset;
      expect(classNames.length, 'a classifier chooses between classes: name two or more').toBeGreaterThanOrEqual(2);
      expect(new Set(classNames).size, 'reports tell classes apart by name: name each once').toBe(classNames.length);
    });

    it('says how its images are normalised: a mean and a deviation above 0 for every channel', () => {
      const { imageShape, normalisation } = dataset;
      for (const length of Object.values(imageShape)) expect(length).toSatisfy(isPositiveInteger);
      expect(normalisation.mean).toHaveLength(imageShape.channels);
      expect(normalisation.standardDeviation).toHaveLength(imageShape.channels);
      expect(normalisation.mean.every(Number.isFinite), 'batches subtract the mean of each channel').toBe(true);
      for (const deviation of normalisation.standardDeviation) {
        expect(deviation, 'batches divide by the deviation: a constant channel has 1, not 0').toBeGreaterThan(0);
      }
    });

    it.each(['train', 'test'] as const)('has images in the part `%s`, and one label for each of them', (part) => {
      const images = dataset[part];
      expect(images.count).toSatisfy(isPositiveInteger);
      for (const labels of [images.trueLabels, images.givenLabels]) {
        if (labels === undefined) continue;
        expect(labels, 'labels are found by the place of their image: one for each').toHaveLength(images.count);
        const allowed = (label: number): boolean => label >= -1 && label < dataset.classNames.length;
        expect(labels.every(allowed), 'a label is the place of its class in classNames, or −1 for unknown').toBe(true);
      }
      if (images.sources !== undefined) expect(images.sources).toHaveLength(images.count);
    });

    it('can be read in any order: an image is the same bytes alone and among others', () => {
      const { height, width, channels } = dataset.imageShape;
      const length = height * width * channels;
      for (const images of [dataset.train, dataset.test]) {
        expectRoom(images, length);
        const places = fc.array(fc.nat({ max: images.count - 1 }), { minLength: 1, maxLength: 8 });
        fc.assert(
          fc.property(places, (chosen) => {
            const together = readImages(images.pixels, Int32Array.from(chosen), storedShape(dataset));
            expect(together).toHaveLength(chosen.length * length);
            chosen.forEach((place, at) => {
              const alone = readImages(images.pixels, Int32Array.of(place), storedShape(dataset));
              expect([...together.subarray(at * length, (at + 1) * length)]).toEqual([...alone]);
            });
          }),
          { seed: 1, numRuns: 10 },
        );
      }
    });

    it('is the same every time: a cell is known by its options, so nothing else may decide the data', async () => {
      const again = await load();
      const why = 'draw from createRandom of @ballast/core with a fixed seed, and sort what a folder lists';
      expect(described(again), why).toEqual(described(dataset));
      for (const part of ['train', 'test'] as const) {
        const all = Int32Array.from({ length: Math.min(200, dataset[part].count) }, (_, place) => place);
        const bytes = (of: ImageDataset) => Buffer.from(readImages(of[part].pixels, all, storedShape(of)));
        expect(bytes(again).equals(bytes(dataset)), why).toBe(true);
      }
    });

    it('misses nothing of what it has just loaded, and reports in single lines', () => {
      const source = build();
      expect(source.missing?.() ?? [], '`missing` lists what `load` would not find').toEqual([]);
      expect(source.contents?.(), '`contents` is a digest of the files: part of the id of a cell').toBe(
        build().contents?.(),
      );
      for (const message of messages) expect(message).not.toContain('\n');
    });
  });
}

function isPositiveInteger(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}

/** Room for every image: in memory; in a file, the places of its images say. */
function expectRoom({ pixels, count }: LabelledImages, imageBytes: number): void {
  if (pixels instanceof Uint8Array) {
    expect(pixels, 'pixels are [count, height, width, channels] bytes').toHaveLength(count * imageBytes);
  } else if (pixels.places !== undefined) expect(pixels.places).toHaveLength(count);
}

function described({ train, test, ...rest }: ImageDataset) {
  const labelsOf = ({ count, trueLabels, givenLabels, sources }: LabelledImages) => ({
    ...{ count, trueLabels, givenLabels, sources },
  });
  return { ...rest, train: labelsOf(train), test: labelsOf(test) };
}
