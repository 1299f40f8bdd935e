import type { SuiteResults } from '@ballast/suite';
import { rowsOf, settingsOf, type MethodRow } from './grid.ts';
import { mean } from './statistics/descriptive.ts';
import { midranks } from './statistics/ranks.ts';
import { valuesBySeed } from './table/entries.ts';
import { knowsTruth } from './table/marks.ts';
import type { Measure } from './table/measures.ts';

export interface RankedRow {
  readonly row: MethodRow;
  /** Over settings and seeds; 1 is best in each of them, ties share the mean of their ranks. */
  readonly meanRank: number;
  /** Of how many settings × seeds it has the best value, alone or with others. */
  readonly wins: number;
  /** How many settings × seeds there are. */
  readonly comparisons: number;
}

/**
 * The rows with a result for every setting and seed, in the table's order, each ranked within every setting and seed
 * against the others of them; rows that know the truth take no part.
 */
export function rankRows(results: SuiteResults, { valueOf }: Measure): RankedRow[] {
  const settings = settingsOf(results);
  const complete = rowsOf(results)
    .filter((row) => !knowsTruth(row))
    .flatMap((row): Candidate[] => {
      const values = valuesBySeed(results, row, settings, valueOf).flat();
      return values.every((value) => value !== undefined) ? [{ row, values }] : [];
    });
  const comparisons = complete[0]?.values.length ?? 0;
  const ranks = Array.from({ length: comparisons }, (_, place) =>
    midranks(complete.map(({ values }) => -(values[place] ?? Number.NaN))),
  );
  const highest = ranks.map((_, place) => Math.max(...complete.map(({ values }) => values[place] ?? Number.NaN)));
  return complete.map(({ row, values }, index) => ({
    row,
    meanRank: mean(ranks.map((places) => places[index] ?? Number.NaN)),
    wins: values.filter((value, place) => value === highest[place]).length,
    comparisons,
  }));
}

interface Candidate {
  readonly row: MethodRow;
  readonly values: readonly number[];
}
