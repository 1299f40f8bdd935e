import { mean, sampleStandardDeviation } from './descriptive.ts';
import { regularizedIncompleteBeta } from './incompleteBeta.ts';

/** Mean difference of pairs with its 95 % confidence interval and two-sided p (Student 1908). */
export interface PairedT {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  readonly p: number;
}

/**
 * The paired t test: that the mean difference is zero, differences being normal.
 * Where all differences are equal there is no spread to compare with: p is 0, or 1 where they are zero.
 * @param differences at least two
 */
export function pairedT(differences: readonly number[]): PairedT {
  const centre = mean(differences);
  const standardError = (sampleStandardDeviation(differences) ?? Number.NaN) / Math.sqrt(differences.length);
  const freedom = differences.length - 1;
  const margin = quantileOfT(0.975, freedom) * standardError;
  const p = standardError === 0 ? Number(centre === 0) : twoSidedT(centre / standardError, freedom);
  return { mean: centre, lower: centre - margin, upper: centre + margin, p };
}

/** P(|T| ≥ |t|) under Student's distribution. */
export function twoSidedT(t: number, degreesOfFreedom: number): number {
  return regularizedIncompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/** By bisection: the value that T stays below with a probability in (0.5, 1). */
export function quantileOfT(probability: number, degreesOfFreedom: number): number {
  let [low, high] = [0, 1];
  while (1 - twoSidedT(high, degreesOfFreedom) / 2 < probability) high *= 2;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (1 - twoSidedT(middle, degreesOfFreedom) / 2 < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
