import { createRandom, lossCurvesOf, type SampleSet } from '@ballast/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accumulatedLosses } from '../src/noiseRate/accumulatedLosses.ts';
import { isOracle, NoiseRate, noiseRateOf } from '../src/noiseRate/noiseRate.ts';
import { shareAbove } from '../src/noiseRate/otsu.ts';

const set = {
  givenLabels: Int32Array.of(0, 1, 2, 2, 1),
  trueLabels: Int32Array.of(0, 1, 2, 0, 0),
} as unknown as SampleSet;
const nothing = (): never => {
  throw new Error('not asked for');
};

describe('the noise rate', () => {
  it('is the share of wrong labels for an oracle, the number that is expected, or an estimate by losses', () => {
    expect(noiseRateOf('true', set, nothing)).toBe(0.4);
    expect(noiseRateOf(0.25, set, nothing)).toBe(0.25);
    expect(noiseRateOf('estimated', set, () => Float32Array.of(0, 0.1, 0, 5, 0.2))).toBe(0.2);
    expect((['true', 'estimated', 0.25] as const).map(isOracle)).toEqual([true, false, false]);
  });

  it('is asked of the truth only where somebody knows it', () => {
    const unknown = { ...set, trueLabels: undefined };
    expect(() => noiseRateOf('true', unknown, nothing)).toThrow(/nobody knows how many labels/);
  });

  it('may be written without quotes, which YAML reads as a boolean', () => {
    expect([true, 'true', 'estimated', 0.3].map((rate) => NoiseRate.parse(rate))).toEqual([
      'true', 'true', 'estimated', 0.3,
    ]); // prettier-ignore
    expect(NoiseRate.safeParse(false).success).toBe(false);
  });

  it('is below 1', () => {
    expect(NoiseRate.safeParse(1).success).toBe(false);
  });
});

describe('the share above Otsu’s threshold', () => {
  it('is that of the higher of two groups, whatever their sizes, and 0 where all are the same', () => {
    expect(shareAbove([3, 3, 3])).toBe(0);
    expect(shareAbove([])).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), fc.nat(), (low, high, seed) => {
        const random = createRandom(seed);
        const values = [
          ...Array.from({ length: low }, () => random.uniform()),
          ...Array.from({ length: high }, () => 9 + random.uniform()),
        ];
        expect(shareAbove(values)).toBe(high / (low + high));
      }),
    );
  });
});

describe('accumulated losses', () => {
  it('are the sums without each epoch’s mean, from an epoch on', () => {
    const curves = lossCurvesOf(2, 3, Float32Array.of(9, 1, 2, 0, 3, 6));
    expect([...accumulatedLosses(curves, 1)]).toEqual([-3, 3]);
    expect([...accumulatedLosses(curves, 0)]).toEqual([1.5, -1.5]);
    expect(() => accumulatedLosses(curves, 3)).toThrow(/has 3 epochs, and none is left/);
  });
});
