import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError, type TransitionMatrix } from '@ballast/core';
import { cifar10Names, noise, taskOf } from './noiseTask.ts';

const variants = [
  'including-self',
  'excluding-self',
  'weighted-by-class-counts',
  'excluding-self-weighted-by-class-counts',
];
const kinds = [
  ...variants.map((variant) => ({ type: 'uniform', variant })),
  { type: 'flip' },
  { type: 'flip2' },
  { type: 'pair-flip' },
  { type: 'asymmetric' },
];
const unbalanced = [6000, 5000, 4000, 3500, 3000, 2500, 2000, 1800, 1500, 1200];
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Upper 1 in 10,000 quantile of χ² (Wilson & Hilferty 1931). */
function criticalChiSquared(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 3.719 * Math.sqrt(spread)) ** 3;
}

/** Pearson's statistic of the drawn labels of each row against the stated matrix, and its degrees of freedom. */
function chiSquared(
  matrix: TransitionMatrix,
  trueLabels: Int32Array,
  givenLabels: Int32Array,
): { statistic: number; freedom: number } {
  const drawn = matrix.map((row) => row.map(() => 0));
  for (const [position, label] of trueLabels.entries()) drawn[label]![givenLabels[position]!]!++;
  let [statistic, freedom] = [0, 0];
  for (const [label, row] of matrix.entries()) {
    const total = sum(drawn[label]!);
    for (const [given, probability] of row.entries()) {
      const observed = drawn[label]![given]!;
      if (probability === 0) expect(observed).toBe(0);
      else statistic += (observed - probability * total) ** 2 / (probability * total);
    }
    freedom += row.filter((probability) => probability > 0).length - 1;
  }
  return { statistic, freedom };
}

describe.each(kinds)('noise $type $variant', (kind) => {
  it('draws labels as its matrix states (chi-squared test)', () => {
    for (const rate of [0.2, 0.4, 0.8]) {
      const task = taskOf(unbalanced, `chi ${String(rate)}`, cifar10Names);
      const { givenLabels, transitionMatrix } = noise({ ...kind, rate }).corrupt(task);
      const { statistic, freedom } = chiSquared(transitionMatrix!, task.trueLabels, givenLabels);
      expect(freedom).toBeGreaterThan(0);
      expect(statistic).toBeLessThan(criticalChiSquared(freedom));
    }
  });

  it('would fail that test with another rate', () => {
    const task = taskOf(unbalanced, 'power', cifar10Names);
    const { transitionMatrix } = noise({ ...kind, rate: 0.45 }).corrupt(task);
    const { givenLabels } = noise({ ...kind, rate: 0.4 }).corrupt(task);
    const { statistic, freedom } = chiSquared(transitionMatrix!, task.trueLabels, givenLabels);
    expect(statistic).toBeGreaterThan(criticalChiSquared(freedom));
  });

  it('states rows of probabilities that sum to 1', () => {
    const cases = fc.tuple(
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 10, maxLength: 10 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(cases, fc.integer(), ([counts, rate], seed) => {
        const { transitionMatrix } = noise({ ...kind, rate }).corrupt(taskOf(counts, seed, cifar10Names));
        for (const row of transitionMatrix!) {
          expect(sum(row)).toBeCloseTo(1, 12);
          expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('is a function of the stream, and leaves labels alone at rate 0', () => {
    const task = () => taskOf(unbalanced, 'same', cifar10Names);
    const draw = () => noise({ ...kind, rate: 0.4 }).corrupt(task());
    expect(draw()).toEqual(draw());
    expect(noise({ ...kind, rate: 0 }).corrupt(task()).givenLabels).toEqual(task().trueLabels);
  });

  it.each([-0.1, 1.1, '0.4'])('refuses the rate %j', (rate) => {
    expect(() => noise({ ...kind, rate })).toThrow(UserError);
    expect(() => noise({ ...kind, rate })).toThrow(/rate/);
  });
});

describe('uniform noise', () => {
  it('preserves expected class counts where new labels are weighted by them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 2, maxLength: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (counts, rate) => {
          const reference = { type: 'uniform', variant: 'weighted-by-class-counts', rate };
          const matrix = noise(reference).corrupt(taskOf(counts)).transitionMatrix!;
          for (const [given, count] of counts.entries()) {
            const expected = sum(counts.map((ofRow, row) => ofRow * matrix[row]![given]!));
            expect(expected / count).toBeCloseTo(1, 9);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('flips 0.32912 of the labels at nominal rate 0.4 and ratio 20 of CIFAR-10, weighted by class counts', () => {
    const counts = [4900, 3512, 2518, 1805, 1294, 927, 665, 476, 341, 245];
    const reference = { type: 'uniform', variant: 'weighted-by-class-counts', rate: 0.4 };
    const matrix = noise(reference).corrupt(taskOf(counts)).transitionMatrix!;
    expect(sum(counts.map((count, label) => count * (1 - matrix[label]![label]!))) / sum(counts)).toBeCloseTo(
      0.32912,
      5,
    );
  });
});

describe.each([
  ['flip', 1],
  ['flip2', 2],
] as const)('%s noise', (type, targetCount) => {
  it('draws distinct other classes, the same for every rate, others for another seed', () => {
    const targets = (rate: number, seed: number) =>
      noise({ type, rate })
        .corrupt(taskOf([1, 1, 1, 1, 1, 1, 1], seed))
        .transitionMatrix!.map((row, label) => row.flatMap((p, given) => (p > 0 && given !== label ? [given] : [])));
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(targets(0.2, seed).map(({ length }) => length)).toEqual(Array.from({ length: 7 }, () => targetCount));
        expect(targets(0.2, seed)).toEqual(targets(0.6, seed));
      }),
    );
    expect(targets(0.2, 1)).not.toEqual(targets(0.2, 2));
  });

  it('refuses targets that are too few, unknown or the class itself', () => {
    const corrupt = (targets: unknown) => noise({ type, rate: 0.4, targets }).corrupt(taskOf([5, 5, 5]));
    const target = (...labels: (number | string)[]) => (targetCount === 1 ? labels[0] : labels);
    expect(() => corrupt([target(1, 2)])).toThrow(/1 targets for 3 classes/);
    expect(() => corrupt([target(1, 2), target(0, 2), target(7, 1)])).toThrow(/no class 7/);
    expect(() => corrupt([target('clas 1', 2), target(0, 2), target(0, 1)])).toThrow(/Did you mean "class 1"/);
    expect(() => corrupt([target(1, 2), target(0, 2), target(2, 1)])).toThrow(/"class 2" are not distinct other/);
  });
});

describe('asymmetric noise', () => {
  it('takes its map by name or index', () => {
    const matrixOf = (map: unknown) => noise({ type: 'asymmetric', rate: 0.3, map }).corrupt(taskOf([5, 5, 5]));
    const expected = [
      [1, 0, 0],
      [0, 1, 0],
      [0.3, 0, 0.7],
    ];
    expect(matrixOf({ 'class 2': 'class 0' }).transitionMatrix).toEqual(expected);
    expect(matrixOf({ 2: 0 }).transitionMatrix).toEqual(expected);
  });

  it('says that the default map does not fit other classes', () => {
    expect(() => noise({ type: 'asymmetric', rate: 0.3 }).corrupt(taskOf([5, 5, 5]))).toThrow(/no class "truck"/);
  });
});
