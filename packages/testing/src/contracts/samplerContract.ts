import { createRandom, type Plugin, type Sampler, type SamplingTask } from '@ballast/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPlugin } from '../plugins/buildPlugin.ts';

export interface SamplerPromises {
  /** Whether an epoch visits every sample exactly once; false for samplers that draw with replacement. */
  readonly permutation: boolean;
}

const tasks = fc.record({
  givenLabels: fc
    .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 })
    .map((labels) => Int32Array.from(labels)),
  seed: fc.nat({ max: 10_000 }),
  epoch: fc.nat({ max: 300 }),
});

/** What every sampler owes its callers: places in the train set, decided by labels, epoch and stream alone. */
export function samplerContract(
  plugin: Plugin<'sampler'>,
  options: Readonly<Record<string, unknown>> = {},
  { permutation }: SamplerPromises = { permutation: true },
): void {
  describe(`${plugin.id} ${JSON.stringify(options)} keeps the contract of a sampler`, () => {
    let sampler: Sampler;

    beforeAll(() => {
      sampler = buildPlugin(plugin, options);
    });

    const forAllTasks = (check: (task: (seed?: number) => SamplingTask, count: number) => void): void => {
      fc.assert(
        fc.property(tasks, ({ givenLabels, seed, epoch }) => {
          check(
            (other = seed) => ({ givenLabels, classCount: 4, epoch, random: createRandom(other) }),
            givenLabels.length,
          );
        }),
        { seed: 1 },
      );
    };

    it('gives places in the train set', () => {
      forAllTasks((task, count) => {
        const order = sampler.epochOrder(task());
        expect(order.length).toBeGreaterThan(0);
        const within = order.every((position) => position >= 0 && position < count);
        expect(within, 'an order is of places in givenLabels').toBe(true);
      });
    });

    it('is decided by labels, epoch and stream, and leaves the labels alone', () => {
      forAllTasks((task) => {
        const given = task();
        const labels = given.givenLabels.slice();
        const why = 'draw from the stream that is handed in, and keep no state between epochs';
        expect(sampler.epochOrder(given), why).toEqual(sampler.epochOrder(task()));
        expect(given.givenLabels).toEqual(labels);
      });
    });

    it('orders anew with another stream', () => {
      const givenLabels = Int32Array.from({ length: 60 }, (_, index) => index % 4);
      const orderOf = (seed: number) =>
        sampler.epochOrder({ givenLabels, classCount: 4, epoch: 0, random: createRandom(seed) });
      expect(orderOf(1)).not.toEqual(orderOf(2));
    });

    if (permutation) {
      it('visits every sample once an epoch', () => {
        forAllTasks((task, count) => {
          const why = 'visit every sample once, or say { permutation: false } and why on the page';
          expect([...sampler.epochOrder(task()).toSorted()], why).toEqual([...Array(count).keys()]);
        });
      });
    }
  });
}
