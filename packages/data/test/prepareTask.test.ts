import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRandom,
  drawLabels,
  UserError,
  type ImageDataset,
  type ImbalanceProfile,
  type NoiseInjector,
} from '@ballast/core';
import { DataOptions, prepareTask, type PreparedTask, type TaskRequest } from '../src/index.ts';
import { syntheticDataset } from './fixtures.ts';

type Options = Parameters<typeof DataOptions.parse>[0];

/** Thins out class k to a 1/(k + 1) of the smallest class. */
const harmonic: ImbalanceProfile = {
  classCounts: (available) => available.map((_, label) => Math.ceil(Math.min(...available) / (label + 1))),
};

/** Each label goes to the next class with that probability. */
const shiftNoise = (rate: number): NoiseInjector => ({
  corrupt({ classCount, trueLabels, random }) {
    const transitionMatrix = Array.from({ length: classCount }, (_, row) =>
      Array.from({ length: classCount }, (__, column) =>
        column === row ? 1 - rate : column === (row + 1) % classCount ? rate : 0,
      ),
    );
    return { givenLabels: drawLabels(transitionMatrix, trueLabels, random), transitionMatrix };
  },
});

interface Case {
  readonly counts: number[];
  readonly perClass: number;
  readonly fraction: number;
  readonly seed: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  counts: fc.array(fc.integer({ min: 40, max: 80 }), { minLength: 2, maxLength: 6 }),
  perClass: fc.integer({ min: 0, max: 5 }),
  fraction: fc.double({ min: 0, max: 0.5, noNaN: true }),
  seed: fc.integer(),
});

function prepare(
  dataset: ImageDataset,
  options: Options,
  seed: number,
  parts: Pick<TaskRequest, 'imbalance' | 'noise'> = {},
): PreparedTask {
  const corruption = { imbalance: harmonic, noise: shiftNoise(0.3), ...parts };
  return prepareTask({ dataset, ...corruption, options: DataOptions.parse(options), random: createRandom(seed) });
}

const prepareCase = ({ counts, perClass, fraction, seed }: Case, parts = {}) =>
  prepare(syntheticDataset(counts), { meta: { perClass }, validation: { fraction } }, seed, parts);

const countsOf = (labels: Int32Array, classes: number) =>
  Array.from({ length: classes }, (_, k) => labels.filter((label) => label === k).length);

describe('prepareTask', () => {
  it('puts no image into two of train, meta and validation, and labels each of them truly', () => {
    fc.assert(
      fc.property(cases, (example) => {
        const { task, draw } = prepareCase(example);
        const truth = syntheticDataset(example.counts).train.trueLabels!;
        const all = [task.train, task.meta, task.validation].flatMap(({ indices }) => [...indices]);
        expect(new Set(all).size).toBe(all.length);
        expect(new Set([...draw.indices, ...draw.metaIndices])).toEqual(new Set(all));
        for (const set of [task.train, task.meta, task.validation]) {
          expect(set.trueLabels).toEqual(set.indices.map((index) => truth[index]!));
          expect([set.count, set.givenLabels.length]).toEqual([set.indices.length, set.indices.length]);
        }
      }),
    );
  });

  it('takes the meta set first, thins out what remains, and stratifies validation by given label', () => {
    fc.assert(
      fc.property(cases, (example) => {
        const { counts, perClass, fraction } = example;
        const { task, draw } = prepareCase(example);
        expect(countsOf(task.meta.givenLabels, counts.length)).toEqual(counts.map(() => perClass));
        expect(task.meta.givenLabels).toEqual(task.meta.trueLabels);
        const expected = harmonic.classCounts(counts.map((count) => count - perClass));
        expect(draw.trueClassCounts).toEqual(expected);
        expect(countsOf(draw.trueLabels, counts.length)).toEqual(expected);
        const held = countsOf(task.validation.givenLabels, counts.length);
        for (const [label, given] of draw.givenClassCounts.entries()) {
          expect(Math.abs(held[label]! - fraction * given)).toBeLessThanOrEqual(given > 1 ? 0.5 : 1);
        }
      }),
    );
  });

  it('hands on the labels that were drawn, also to the validation split', () => {
    fc.assert(
      fc.property(cases, (example) => {
        const { task, draw } = prepareCase(example);
        const given = new Map(Array.from(draw.indices, (index, at) => [index, draw.givenLabels[at]] as const));
        for (const set of [task.train, task.validation]) {
          expect([...set.givenLabels]).toEqual(Array.from(set.indices, (index) => given.get(index)));
        }
        const wrong = draw.givenLabels.filter((label, at) => label !== draw.trueLabels[at]).length;
        expect(draw.realisedRate).toBe(wrong / draw.indices.length);
      }),
    );
  });

  it('is a function of the seed', () => {
    fc.assert(
      fc.property(cases, (example) => {
        expect(prepareCase(example)).toEqual(prepareCase(example));
      }),
      { numRuns: 20 },
    );
    const example = { counts: [50, 50], perClass: 3, fraction: 0.1, seed: 1 };
    expect(prepareCase(example).draw.metaIndices).not.toEqual(prepareCase({ ...example, seed: 2 }).draw.metaIndices);
  });

  it('draws each step from a stream of its own', () => {
    fc.assert(
      fc.property(cases, (example) => {
        const reference = prepareCase(example);
        const otherNoise = prepareCase(example, { noise: shiftNoise(0.6) });
        expect(otherNoise.draw.metaIndices).toEqual(reference.draw.metaIndices);
        expect(otherNoise.draw.indices).toEqual(reference.draw.indices);
        const balanced = prepareCase(example, { imbalance: undefined });
        expect(balanced.draw.metaIndices).toEqual(reference.draw.metaIndices);
        const otherSplit = prepareCase({ ...example, fraction: 0.25 });
        expect(otherSplit.draw.givenLabels).toEqual(reference.draw.givenLabels);
      }),
    );
  });

  it('keeps a smaller meta set inside a larger one', () => {
    const metaOf = (perClass: number) =>
      prepareCase({ counts: [50, 60, 70], perClass, fraction: 0, seed: 3 }).draw.metaIndices;
    expect([...metaOf(8)]).toEqual(expect.arrayContaining([...metaOf(3)]));
  });

  it('leaves labels alone and keeps every image without noise and imbalance', () => {
    const { task, draw } = prepare(syntheticDataset([5, 6]), {}, 0, { imbalance: undefined, noise: undefined });
    expect(task.train.indices).toEqual(Int32Array.from({ length: 11 }, (_, index) => index));
    expect(task.train.givenLabels).toEqual(task.train.trueLabels);
    expect([task.meta.count, task.validation.count, task.test.count, draw.realisedRate]).toEqual([0, 0, 6, 0]);
    expect(draw.transitionMatrix).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});

describe('a class left without samples', () => {
  const dataset = syntheticDataset([10, 10, 4]);
  const none: ImbalanceProfile = { classCounts: () => [10, 0, 4] };
  const all: NoiseInjector = {
    corrupt: ({ trueLabels }) => ({ givenLabels: trueLabels.map(() => 0), transitionMatrix: undefined }),
  };
  const mistakes: [string, () => unknown, RegExp][] = [
    ['meta set', () => prepare(dataset, { meta: { perClass: 5 } }, 0), /"class 2" has 4 images, 5 are asked for/],
    ['meta set, exactly', () => prepare(dataset, { meta: { perClass: 4 } }, 0), /"class 2" is without samples/],
    ['imbalance', () => prepare(dataset, {}, 0, { imbalance: none }), /After imbalance, the class "class 1"/],
    ['noise', () => prepare(dataset, {}, 0, { noise: all }), /given labels.*"class 1", "class 2" are without/],
  ];
  it.each(mistakes)('is named: %s', (_, act, message) => {
    expect(act).toThrow(UserError);
    expect(act).toThrow(message);
  });

  it('is no reason to take the last sample of a given label for validation', () => {
    const { task } = prepare(syntheticDataset([1, 1, 1]), { validation: { fraction: 0.9 } }, 0, {
      imbalance: undefined,
      noise: undefined,
    });
    expect([task.train.count, task.validation.count]).toEqual([3, 0]);
  });
});

describe('images whose truth nobody knows', () => {
  it('cannot be split', () => {
    const known = syntheticDataset([5, 5]);
    const unknown = { ...known, train: { ...known.train, trueLabels: undefined } };
    expect(() => prepare(unknown, {}, 0)).toThrow(/nobody knows the true labels/);
  });
});
