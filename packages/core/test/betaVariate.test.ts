import { describe, expect, it } from 'vitest';
import { betaVariate, createRandom } from '../src/index.ts';

const count = 20_000;

describe('a draw of Beta(α, α)', () => {
  it.each([0.2, 0.5, 1, 1.5, 4, 32])('has mean ½ and variance 1 / (4 (2α + 1)), α = %d', (alpha) => {
    const random = createRandom(3);
    const draws = Array.from({ length: count }, () => betaVariate(alpha, random));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / count;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / count;
    const expected = 1 / (4 * (2 * alpha + 1));
    expect(draws.every((draw) => draw >= 0 && draw <= 1)).toBe(true);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(expected / count));
    // The variance of (x − ½)² is at most a sixteenth.
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
  });

  it('follows the law of Beta(2, 2), P(x ≤ t) = 3t² − 2t³', () => {
    const random = createRandom(4);
    const draws = Array.from({ length: count }, () => betaVariate(2, random));
    for (const t of [0.1, 0.3, 0.5, 0.8]) {
      const share = draws.filter((draw) => draw <= t).length / count;
      expect(Math.abs(share - (3 * t ** 2 - 2 * t ** 3))).toBeLessThan(0.015); // four deviations
    }
  });
});
