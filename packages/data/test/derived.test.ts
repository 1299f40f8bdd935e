import { createRandom, definePlugin, injectable, PluginRegistry, UserError, type ImageDataset } from '@ballast/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import data, { DataOptions, prepareTask, subsetOf } from '../src/index.ts';
import { bytesOf, syntheticDataset } from './fixtures.ts';

/** Says one class further, for every second sample. */
@injectable()
class EverySecond {
  corrupt({ trueLabels, classCount }: { trueLabels: Int32Array; classCount: number }) {
    const givenLabels = trueLabels.map((label, place) => (label + (place % 2)) % classCount);
    return { givenLabels, transitionMatrix: undefined };
  }
}
const everySecond = definePlugin({
  kind: 'noise',
  id: 'every-second',
  docs: { summary: '' },
  options: z.strictObject({}),
  use: EverySecond,
});

const registry = new PluginRegistry([...data, everySecond].map((plugin) => ({ plugin, source: 'test' })));

function load(reference: unknown): Promise<ImageDataset> {
  const resolved = registry.resolve('dataset', reference, (path) => path.join('.'));
  return registry.instantiate('dataset', resolved).load({ cacheDirectory: '/nonexistent', report: () => undefined });
}

function countsOf(labels: Int32Array | undefined, classes: number): number[] {
  return Array.from({ length: classes }, (_, label) => labels?.filter((other) => other === label).length ?? 0);
}

describe('subset', () => {
  it('is balanced by class and the same every time', () => {
    const part = () => subsetOf(syntheticDataset([20, 30, 40]), { train: 20, test: 6 });
    expect(countsOf(part().train.trueLabels, 3)).toEqual([7, 7, 6]);
    expect(countsOf(part().test.trueLabels, 3)).toEqual([2, 2, 2]);
    expect(part()).toEqual(part());
  });

  it('keeps every image with its label', async () => {
    const whole = await load('digits');
    const part = await load({ type: 'subset', dataset: 'digits', train: 100 });
    const key = ({ pixels, trueLabels }: ImageDataset['train'], place: number) =>
      `${String(trueLabels?.[place])}:${bytesOf(pixels)
        .subarray(64 * place, 64 * (place + 1))
        .join()}`;
    const known = new Set(Array.from({ length: whole.train.count }, (_, place) => key(whole.train, place)));
    expect(part.train.count).toBe(100);
    for (let place = 0; place < 100; place++) expect(known.has(key(part.train, place))).toBe(true);
    expect(part.test).toEqual(whole.test);
  });

  it.each([
    [{ train: 2 }, /dataset\.train.*"class 2" without samples/],
    [{ train: 15 }, /"class 2" has 4 images, 5/],
    [{ test: 2 }, /dataset\.test.*"class 2" without samples/],
  ])('names the class that has too few: %o', (sizes, message) => {
    const act = () => subsetOf(syntheticDataset([10, 10, 4]), sizes);
    expect(act).toThrow(UserError);
    expect(act).toThrow(message);
  });
});

describe('mislabelled', () => {
  const reference = {
    type: 'subset',
    train: 100,
    dataset: { type: 'mislabelled', dataset: 'digits', noise: 'every-second' },
  };

  it('gives a data set labels of its own, which a cell without noise trains on', async () => {
    const dataset = await load(reference);
    const { task, draw } = prepareTask({ dataset, options: DataOptions.parse({}), random: createRandom(0) });
    expect([...task.train.givenLabels]).toEqual([...(dataset.train.givenLabels ?? [])]);
    expect(draw.realisedRate).toBeGreaterThan(0.3);
    expect(draw.transitionMatrix).toBeUndefined();
  });

  it('keeps its meta set and its test set clean', async () => {
    const dataset = await load(reference);
    const options = DataOptions.parse({ meta: { perClass: 3 } });
    const { task } = prepareTask({ dataset, options, random: createRandom(0) });
    for (const set of [task.meta, task.test]) expect(set.givenLabels).toEqual(set.trueLabels);
    expect([...task.meta.indices].map((index) => dataset.train.trueLabels?.[index])).toEqual([
      ...task.meta.givenLabels,
    ]);
  });

  it('leaves the true labels to a noise injector of the cell', async () => {
    const dataset = await load(reference);
    const clean = {
      corrupt: ({ trueLabels }: { trueLabels: Int32Array }) => ({
        givenLabels: trueLabels,
        transitionMatrix: undefined,
      }),
    };
    const { draw } = prepareTask({ dataset, noise: clean, options: DataOptions.parse({}), random: createRandom(0) });
    expect(draw.realisedRate).toBe(0);
  });
});
