import { createRandom, type NoiseInjector, type NoiseTask, type Plugin, type TransitionMatrix } from '@ballast/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPlugin } from '../plugins/buildPlugin.ts';

const classNames = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
/** Standard deviations that a realised rate may be off by: one in a hundred thousand draws is. */
const allowedDeviations = 4.5;

/**
 * What every noise injector owes its callers, for these options: a label for every sample, decided by the stream;
 * and, where it names a transition matrix, labels that were drawn from it.
 */
export function noiseContract(plugin: Plugin<'noise'>, options: Readonly<Record<string, unknown>> = {}): void {
  describe(`${plugin.id} ${JSON.stringify(options)} keeps the contract of a noise injector`, () => {
    let injector: NoiseInjector;

    beforeAll(() => {
      injector = buildPlugin(plugin, options);
    });

    it('gives every sample a label of the data set and leaves the true ones alone', () => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 10, maxLength: 10 }),
          fc.nat({ max: 10_000 }),
          (counts, seed) => {
            const task = taskOf(counts, seed);
            const before = task.trueLabels.slice();
            const { givenLabels } = injector.corrupt(task);
            expect(givenLabels.length).toBe(task.trueLabels.length);
            expect(
              givenLabels.every((label) => label >= 0 && label < 10),
              'labels are places in classNames',
            ).toBe(true);
            expect(task.trueLabels, 'return new labels: evaluation needs the true ones').toEqual(before);
            const again = injector.corrupt(taskOf(counts, seed)).givenLabels;
            expect(again, 'draw from the stream that is handed in: the seed decides').toEqual(givenLabels);
          },
        ),
        { seed: 1, numRuns: 30 },
      );
    });

    it('draws from the transition matrix that it names, whose rows are distributions', () => {
      const counts = [3000, 2500, 2000, 1500, 1200, 1000, 800, 600, 500, 400];
      const task = taskOf(counts, 7);
      const { givenLabels, transitionMatrix } = injector.corrupt(task);
      if (transitionMatrix === undefined) return;
      for (const row of transitionMatrix) {
        expect(row.every((probability) => probability >= 0)).toBe(true);
        expect(row.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9);
      }
      expectDrawnFrom(transitionMatrix, task.trueLabels, givenLabels, counts);
    });
  });
}

function expectDrawnFrom(matrix: TransitionMatrix, trueLabels: Int32Array, givenLabels: Int32Array, counts: number[]) {
  const realised = counts.map(() => counts.map(() => 0));
  trueLabels.forEach((label, sample) => {
    const row = realised[label] as number[];
    const given = givenLabels[sample] as number;
    row[given] = (row[given] ?? 0) + 1;
  });
  matrix.forEach((row, label) => {
    row.forEach((probability, given) => {
      const count = counts[label] as number;
      const deviation = Math.sqrt(count * probability * (1 - probability));
      const off = Math.abs((realised[label]?.[given] ?? 0) - count * probability);
      expect(off, `P(${String(given)} | ${String(label)}) is not what the transition matrix says`).toBeLessThanOrEqual(
        allowedDeviations * deviation + 1e-6,
      );
    });
  });
}

/** Samples in the order of their classes. */
function taskOf(counts: readonly number[], seed: number): NoiseTask {
  const trueLabels = Int32Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
  return {
    classCount: counts.length,
    classNames,
    trueLabels,
    classCounts: counts,
    indices: Int32Array.from(trueLabels.keys()),
    random: createRandom(seed),
  };
}
