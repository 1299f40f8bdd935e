import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../src/index.ts';

const draws = (random: { uniform(): number }, count = 8): number[] =>
  Array.from({ length: count }, () => random.uniform());

describe('Random', () => {
  it('is a function of the seed and the path of names', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.string(), (seed, first, second) => {
        const stream = () => createRandom(seed).split(first).split(second);
        expect(draws(stream())).toEqual(draws(stream()));
      }),
    );
  });

  it('gives a child the same numbers whatever was drawn from its parent or siblings', () => {
    const untouched = createRandom(7).split('noise');
    const parent = createRandom(7);
    draws(parent, 100);
    draws(parent.split('imbalance'), 100);
    expect(draws(parent.split('noise'))).toEqual(draws(untouched));
  });

  it('gives unrelated numbers to different names, seeds and nestings', () => {
    const root = createRandom(1);
    const streams = [
      root.split('a'),
      root.split('b'),
      createRandom(2).split('a'),
      root.split('a').split('b'),
      root.split('a/b'),
      root.split('epoch 1'),
      root.split('epoch 2'),
    ];
    const firsts = streams.map((stream) => stream.uniform());
    expect(new Set(firsts).size).toBe(streams.length);
  });

  it('draws uniform numbers in [0, 1) with the mean and variance of the uniform distribution', () => {
    const values = draws(createRandom('uniform'), 100_000);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    // Four standard errors of 100,000 draws.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0037);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.001);
  });

  it('draws standard normal numbers', () => {
    const random = createRandom('normal');
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.013);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.018);
    expect(Math.abs(moment(3))).toBeLessThan(0.05);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.13);
  });

  it('permutes: every number once', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(200), (seed, length) => {
        const order = createRandom(seed).permutation(length);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, index) => index));
      }),
    );
  });

  it('permutes without preference: each place is equally likely for each number', () => {
    const counts = new Array<number>(16).fill(0);
    for (let seed = 0; seed < 4000; seed++) {
      createRandom(seed)
        .permutation(4)
        .forEach((value, place) => (counts[4 * place + value]! += 1));
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquared).toBeLessThan(27.9); // 9 degrees of freedom, p = 0.001
  });

  it('draws categories by their weights and never one of weight zero', () => {
    const random = createRandom('categorical');
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 30_000; draw++) counts[random.categorical([1, 0, 2])]! += 1;
    expect(counts[1]).toBe(0);
    expect(Math.abs(counts[0]! / 30_000 - 1 / 3)).toBeLessThan(0.011);
  });
});
