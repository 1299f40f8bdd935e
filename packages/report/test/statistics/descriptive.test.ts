import fc from 'fast-check';
import * as simpleStatistics from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { mean, quantile, sampleStandardDeviation } from '../../src/statistics/descriptive.ts';

/** Its own declarations do not resolve in every module mode. */
const reference = simpleStatistics as unknown as {
  mean(values: readonly number[]): number;
  sampleStandardDeviation(values: readonly number[]): number;
  quantile(values: readonly number[], probability: number): number;
};

const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 40 });

describe('statistics', () => {
  it('agree with simple-statistics on mean and sample standard deviation', () => {
    fc.assert(
      fc.property(values, (sample) => {
        expect(mean(sample)).toBeCloseTo(reference.mean(sample), 8);
        expect(sampleStandardDeviation(sample)).toBeCloseTo(reference.sampleStandardDeviation(sample), 6);
      }),
    );
  });

  it('divides by n − 1', () => {
    expect(sampleStandardDeviation([1, 3])).toBeCloseTo(Math.SQRT2, 12);
  });

  it('knows no deviation of one value', () => {
    expect(sampleStandardDeviation([5])).toBeUndefined();
    expect(sampleStandardDeviation([])).toBeUndefined();
  });

  it('interpolates quantiles, and has extremes and the median in common with simple-statistics', () => {
    expect(quantile([0, 1, 2, 3], 0.25)).toBe(0.75);
    fc.assert(
      fc.property(values, (sample) => {
        const sorted = [...sample].sort((one, other) => one - other);
        for (const probability of [0, 0.5, 1]) {
          expect(quantile(sorted, probability)).toBeCloseTo(reference.quantile(sorted, probability), 8);
        }
      }),
    );
  });
});
