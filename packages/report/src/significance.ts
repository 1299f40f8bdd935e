import type { SuiteResults } from '@ballast/suite';
import { rowsOf, settingsOf, type MethodRow, type Setting } from './grid.ts';
import { holm } from './statistics/holm.ts';
import { pairedT, type PairedT } from './statistics/studentT.ts';
import { smallestWilcoxon, wilcoxonSignedRank } from './statistics/wilcoxon.ts';
import { valuesBySeed } from './table/entries.ts';
import { accuracyMeasures, type EpochChoice } from './table/measures.ts';
import type { Verdict } from './table/model.ts';

/** With fewer pairs the signed-rank test cannot give p < 0.05 at all: 2 / 2⁵ = 0.0625. */
export const leastSeeds = 6;
export const level = 0.05;

/** A row against the baseline in one setting, paired over seeds. */
export interface Comparison {
  readonly row: MethodRow;
  readonly setting: Setting;
  /** Mean difference to the baseline, in [−1, 1], with its 95 % interval, not corrected for the number of intervals. */
  readonly difference: Pick<PairedT, 'mean' | 'lower' | 'upper'>;
  /** Two-sided p of the exact signed-rank test, after Holm over all comparisons of the table. */
  readonly signedRank: number;
  /** Two-sided p of the paired t test, after Holm likewise. */
  readonly pairedT: number;
  /** What the deciding test says at 5 %. */
  readonly verdict: Verdict | undefined;
}

export type Test = 'signed-rank' | 'paired t';

export interface Significance {
  readonly baseline: MethodRow | undefined;
  /**
   * The test that decides: the signed-rank test, which assumes nothing about the shape of the differences, if so many
   * seeds can pass it after correction at all, else the paired t test. The numbers of seeds and comparisons alone choose.
   */
  readonly deciding: Test;
  readonly comparisons: readonly Comparison[];
  /** The smallest p that the signed-rank test can give after correction. */
  readonly smallest: number;
  /** How many seeds it would take for the first difference to be significant after correction. */
  readonly seedsNeeded: number;
  /** Why there is no test, where there is none. */
  readonly whyNot: string | undefined;
}

/** The baseline that the suite names, or its first row. */
export function baselineOf(results: SuiteResults): MethodRow | undefined {
  const rows = rowsOf(results);
  return rows.find(({ method }) => method === results.report.baseline) ?? rows[0];
}

/** Every other row against the baseline in every setting for which both have all seeds. */
export function compareWithBaseline(results: SuiteResults, choice: EpochChoice = 'last'): Significance {
  const baseline = baselineOf(results);
  const seeds = results.seeds.length;
  const pairs = seeds < leastSeeds || baseline === undefined ? [] : pairedDifferences(results, baseline, choice);
  const ranks = holm(pairs.map(({ differences }) => wilcoxonSignedRank(differences)));
  const tests = pairs.map(({ differences }) => pairedT(differences));
  const tValues = holm(tests.map(({ p }) => p));
  const smallest = Math.min(1, pairs.length * smallestWilcoxon(seeds));
  const deciding: Test = smallest < level ? 'signed-rank' : 'paired t';
  return {
    ...{ baseline, deciding, smallest },
    comparisons: pairs.map(({ row, setting }, index) => {
      const { mean, lower, upper } = tests[index] ?? { mean: Number.NaN, lower: Number.NaN, upper: Number.NaN };
      const p = { signedRank: ranks[index] ?? 1, pairedT: tValues[index] ?? 1 };
      const isSignificant = (deciding === 'signed-rank' ? p.signedRank : p.pairedT) < level;
      return {
        ...{ row, setting, difference: { mean, lower, upper }, ...p },
        verdict: isSignificant ? (mean > 0 ? 'better' : 'worse') : undefined,
      };
    }),
    seedsNeeded: seedsFor(pairs.length),
    whyNot: whyNoTest(seeds, pairs.length),
  };
}

interface Pair {
  readonly row: MethodRow;
  readonly setting: Setting;
  readonly differences: readonly number[];
}

function pairedDifferences(results: SuiteResults, baseline: MethodRow, choice: EpochChoice): Pair[] {
  const { valueOf } = accuracyMeasures[choice];
  return settingsOf(results).flatMap((setting) => {
    const known = valuesBySeed(results, baseline, [setting], valueOf).flat();
    return rowsOf(results)
      .filter((row) => row !== baseline)
      .flatMap((row) => {
        const differences = valuesBySeed(results, row, [setting], valueOf)
          .flat()
          .map((value, seed) => (value ?? Number.NaN) - (known[seed] ?? Number.NaN));
        return differences.some(Number.isNaN) ? [] : [{ row, setting, differences }];
      });
  });
}

function seedsFor(comparisons: number): number {
  let seeds = leastSeeds;
  while (comparisons * smallestWilcoxon(seeds) >= level) seeds += 1;
  return seeds;
}

function whyNoTest(seeds: number, comparisons: number): string | undefined {
  if (seeds < leastSeeds) {
    return `With ${seeds === 1 ? 'one seed' : `${String(seeds)} seeds`} no test is made: the exact signed-rank test cannot give p < 0.05 from fewer than ${String(leastSeeds)} pairs.`;
  }
  if (comparisons === 0) return 'No method and the baseline both have every seed of a setting finished.';
  return undefined;
}
