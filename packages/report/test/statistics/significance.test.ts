import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { holm } from '../../src/statistics/holm.ts';
import { midranks } from '../../src/statistics/ranks.ts';
import { pairedT, quantileOfT, twoSidedT } from '../../src/statistics/studentT.ts';
import { smallestWilcoxon, wilcoxonSignedRank } from '../../src/statistics/wilcoxon.ts';

interface Case {
  readonly differences: readonly number[];
  readonly wilcoxon: number;
  readonly t?: number;
  readonly interval?: readonly [number, number];
}

/** Made by significance.py beside it. */
const reference = JSON.parse(
  readFileSync(new URL('../fixtures/significance.json', import.meta.url), 'utf8'),
) as unknown as {
  readonly cases: readonly Case[];
  readonly twoSidedT: readonly { readonly t: number; readonly freedom: number; readonly p: number }[];
  readonly quantileOfT: readonly { readonly freedom: number; readonly value: number }[];
  readonly holm: readonly { readonly p: readonly number[]; readonly corrected: readonly number[] }[];
  readonly ranks: readonly { readonly values: readonly number[]; readonly ranks: readonly number[] }[];
};

const differences = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 10 });

describe('the signed-rank test', () => {
  it('has the exact p of SciPy, ties and zeros included', () => {
    for (const one of reference.cases) expect(wilcoxonSignedRank(one.differences)).toBeCloseTo(one.wilcoxon, 10);
  });

  it('counts the signs that are as extreme, as its definition says', () => {
    fc.assert(
      fc.property(differences, (sample) => {
        expect(wilcoxonSignedRank(sample)).toBeCloseTo(byEnumeration(sample), 10);
      }),
      { numRuns: 60 },
    );
  });

  it('looks at both sides alike, at the order of sizes alone, and takes rounding errors for ties', () => {
    fc.assert(
      fc.property(differences, (sample) => {
        const p = wilcoxonSignedRank(sample);
        expect(wilcoxonSignedRank(sample.map((value) => -value))).toBeCloseTo(p, 12);
        expect(wilcoxonSignedRank(sample.map((value) => value ** 3))).toBeCloseTo(p, 12);
        expect(wilcoxonSignedRank(sample.map((value) => 0.7 + value / 10 - 0.7))).toBeCloseTo(p, 12);
      }),
    );
  });

  it('can be no smaller than with one sign everywhere', () => {
    expect(smallestWilcoxon(6)).toBe(0.03125);
    expect(wilcoxonSignedRank([1, 2, 3, 4, 5, 6])).toBe(smallestWilcoxon(6));
    expect(wilcoxonSignedRank([0, 0])).toBe(1);
  });
});

/** Over all 2^n signs of the ranks of what is not zero. */
function byEnumeration(sample: readonly number[]): number {
  const kept = sample.filter((value) => value !== 0);
  const ranks = midranks(kept.map(Math.abs));
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const extremity = (isPositive: (index: number) => boolean) =>
    Math.abs(ranks.reduce((sum, rank, index) => sum + (isPositive(index) ? rank : 0), 0) - total / 2);
  const observed = extremity((index) => (kept[index] ?? 0) > 0);
  const signs = Array.from({ length: 2 ** kept.length }, (_, bits) => bits);
  return signs.filter((bits) => extremity((index) => ((bits >> index) & 1) === 1) >= observed).length / signs.length;
}

describe('the paired t test', () => {
  it('has SciPy’s p and confidence interval', () => {
    for (const { differences: sample, t, interval } of reference.cases) {
      if (t === undefined || interval === undefined) continue;
      const test = pairedT(sample);
      expect(test.p).toBeCloseTo(t, 10);
      expect(test.lower).toBeCloseTo(interval[0], 8);
      expect(test.upper).toBeCloseTo(interval[1], 8);
    }
  });

  it('has SciPy’s tails and quantiles', () => {
    for (const { t, freedom, p } of reference.twoSidedT) {
      expect(Math.abs(twoSidedT(t, freedom) - p)).toBeLessThan(1e-12 + 1e-9 * p);
    }
    for (const { freedom, value } of reference.quantileOfT) expect(quantileOfT(0.975, freedom)).toBeCloseTo(value, 8);
  });

  it('knows no spread where all differences are the same', () => {
    expect(pairedT([0.5, 0.5, 0.5])).toEqual({ mean: 0.5, lower: 0.5, upper: 0.5, p: 0 });
    expect(pairedT([0, 0, 0]).p).toBe(1);
  });
});

describe('correction for many comparisons', () => {
  it('is that of statsmodels', () => {
    for (const { p, corrected } of reference.holm) {
      holm(p).forEach((value, index) => {
        expect(value).toBeCloseTo(corrected[index]!, 12);
      });
    }
  });

  it('never lowers a p, keeps their order, and is at most Bonferroni’s', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 12 }), (pValues) => {
        const corrected = holm(pValues);
        pValues.forEach((p, index) => {
          expect(corrected[index]).toBeGreaterThanOrEqual(p);
          expect(corrected[index]).toBeLessThanOrEqual(Math.min(1, p * pValues.length) + 1e-12);
          pValues.forEach((other, place) => {
            if (p < other) expect(corrected[index]).toBeLessThanOrEqual(corrected[place]!);
          });
        });
      }),
    );
  });
});

describe('ranks', () => {
  it('are SciPy’s, ties sharing their mean', () => {
    for (const { values, ranks } of reference.ranks) expect(midranks(values)).toEqual(ranks);
  });
});
