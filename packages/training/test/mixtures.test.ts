import { createRandom } from '@ballast/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitGaussianMixture, lowerPosteriors, MixtureOptions, scaled } from '../src/index.ts';

const published = MixtureOptions.parse({});
const exact = { maxIterations: 50, tolerance: 0, varianceFloor: 0 };

/** Two overlapping heaps in [0, 1]. */
function losses(seed: number, count = 300): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () =>
    random.uniform() < 0.6 ? 0.2 + 0.08 * random.normal() : 0.6 + 0.15 * random.normal(),
  );
}

describe('expectation maximisation', () => {
  it('never lowers the likelihood', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { logLikelihoods } = fitGaussianMixture(losses(seed), exact);
        expect(logLikelihoods.length).toBeGreaterThan(3);
        logLikelihoods.forEach((value, index) => {
          if (index > 0) expect(value).toBeGreaterThanOrEqual((logLikelihoods[index - 1] as number) - 1e-9);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('keeps the first two moments of the values, whatever the components are', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const values = Array.from(losses(seed));
        const { mixture } = fitGaussianMixture(values, published);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
        const moment = (of: (component: (typeof mixture)[number]) => number): number =>
          mixture.reduce((sum, component) => sum + component.weight * of(component), 0);
        expect(moment(() => 1)).toBeCloseTo(1, 9);
        expect(moment((component) => component.mean)).toBeCloseTo(mean, 9);
        const ofVariances = moment(({ mean: center, variance }) => center ** 2 + variance - published.varianceFloor);
        expect(ofVariances).toBeCloseTo(square, 9);
      }),
      { numRuns: 20 },
    );
  });

  it('of two heaps that lie far apart gives their own means, variances and shares', () => {
    const values = [0, 0.02, 0.04, 0.9, 1];
    const [lower, upper] = fitGaussianMixture(values, exact).mixture;
    expect(lower.weight).toBeCloseTo(0.6, 6);
    expect(lower.mean).toBeCloseTo(0.02, 6);
    expect(lower.variance).toBeCloseTo(0.0008 / 3, 6);
    expect(upper.mean).toBeCloseTo(0.95, 6);
    expect(upper.variance).toBeCloseTo(0.0025, 6);
    const posteriors = Array.from(lowerPosteriors(values, [lower, upper]), (value) => Math.round(value));
    expect(posteriors).toEqual([1, 1, 1, 0, 0]);
  });

  it('stops at the published tolerance, or after the published number of steps', () => {
    expect(fitGaussianMixture(losses(1), published).logLikelihoods.length).toBeLessThanOrEqual(10);
    expect(fitGaussianMixture(losses(1), { ...exact, maxIterations: 3 }).logLikelihoods).toHaveLength(3);
  });

  it('has finite components where all values are equal', () => {
    const { mixture } = fitGaussianMixture(new Float32Array(20), published);
    expect(mixture.every(({ weight, mean, variance }) => [weight, mean, variance].every(Number.isFinite))).toBe(true);
  });
});

describe('scaling', () => {
  it('takes values to [0, 1], and equal ones to 0', () => {
    expect([...scaled(Float32Array.of(2, 4, 3))]).toEqual([0, 1, 0.5]);
    expect([...scaled(Float32Array.of(2, 2))]).toEqual([0, 0]);
  });
});
