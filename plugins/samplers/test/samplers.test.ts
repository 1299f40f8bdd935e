import { createRandom, PluginRegistry, type Sampler } from '@ballast/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplers } from '../src/index.ts';

const registry = new PluginRegistry(samplers.map((plugin) => ({ plugin, source: '@ballast/plugin-samplers' })));
const samplerCalled = (type: string): Sampler => registry.instantiate('sampler', { type });
const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 60 });

function orderOf(type: string, givenLabels: readonly number[], seed: number): number[] {
  const random = createRandom(seed);
  const task = { givenLabels: Int32Array.from(givenLabels), classCount: 5, epoch: 0, random };
  return [...samplerCalled(type).epochOrder(task)];
}

describe('every sampler', () => {
  it.each(['shuffled', 'class-balanced'])('%s: is a function of the seed, as long as the set, within it', (type) => {
    fc.assert(
      fc.property(labels, fc.nat(), (givenLabels, seed) => {
        const order = orderOf(type, givenLabels, seed);
        expect(order).toEqual(orderOf(type, givenLabels, seed));
        expect(order).toHaveLength(givenLabels.length);
        expect(order.every((position) => position >= 0 && position < givenLabels.length)).toBe(true);
      }),
    );
  });
});

describe('shuffled', () => {
  it('visits every sample once', () => {
    fc.assert(
      fc.property(labels, fc.nat(), (givenLabels, seed) => {
        const order = orderOf('shuffled', givenLabels, seed).sort((first, second) => first - second);
        expect(order).toEqual([...givenLabels.keys()]);
      }),
    );
  });
});

describe('class-balanced', () => {
  it('gives every class that has samples the same expected share, and every sample of a class too', () => {
    const givenLabels = [...Array<number>(3600).fill(0), ...Array<number>(300).fill(2), ...Array<number>(100).fill(4)];
    const order = [0, 1, 2].flatMap((seed) => orderOf('class-balanced', givenLabels, seed));
    const draws = order.length;
    const counts = [0, 2, 4].map((label) => order.filter((position) => givenLabels[position] === label).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(draws);
    const expected = draws / 3;
    const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(13.8); // 99.9 % of the χ² distribution with 2 degrees of freedom
    // 100 samples share 4,000 expected draws: 40 each, and none is left out.
    expect(new Set(order.filter((position) => givenLabels[position] === 4)).size).toBe(100);
  });
});
