import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, locateByPath, PluginRegistry } from '@ballast/core';
import { describe, expect, it } from 'vitest';
import noise from '../src/index.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
const file = join(repository, '..', 'shared', 'data', 'cifar10n-labels.csv.gz');
if (!existsSync(file)) console.warn(`Skipped: the human labels CIFAR-10N (${file} is not there).`);

const classNames = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');
const imagesPerClass = 5000;

/** Every training image of CIFAR-10 by the file of its JPEG copy. */
const files = classNames.flatMap((name) =>
  Array.from({ length: imagesPerClass }, (_, place) => `train/${name}/${String(place).padStart(4, '0')}.jpg`),
);

describe.skipIf(!existsSync(file))('labels from a file: CIFAR-10N', () => {
  // Shares of wrong labels as Wei et al. 2022 give them.
  it.each([
    ['aggregate', 0.09],
    ['random1', 0.172],
    ['random2', 0.181],
    ['random3', 0.176],
    ['worse', 0.402],
  ])('has the published share of wrong labels: %s', (column, rate) => {
    const registry = new PluginRegistry(noise.map((plugin) => ({ plugin, source: '@ballast/plugin-noise' })));
    const reference = { type: 'from-file', file, column, key: 'file' };
    const injector = registry.instantiate('noise', registry.resolve('noise', reference, locateByPath));
    const trueLabels = Int32Array.from(files, (_, place) => Math.floor(place / imagesPerClass));
    const { givenLabels } = injector.corrupt({
      classCount: classNames.length,
      classNames,
      trueLabels,
      classCounts: classNames.map(() => imagesPerClass),
      indices: Int32Array.from(files.keys()),
      sources: files,
      random: createRandom(0),
    });
    const wrong = givenLabels.filter((label, place) => label !== trueLabels[place]).length;
    expect(wrong / files.length).toBeCloseTo(rate, 3);
  });
});
