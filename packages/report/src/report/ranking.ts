import type { SuiteResults } from '@ballast/suite';
import { finishedAt, rowsOf, type MethodRow, type Setting } from '../grid.ts';
import { mean, sampleStandardDeviation } from '../statistics/descriptive.ts';
import { knowsTruth } from '../table/marks.ts';

export interface RankedMethod {
  readonly row: MethodRow;
  /** Accuracy on test after the last epoch, in [0, 1]. */
  readonly mean: number;
  /** Undefined for one seed. */
  readonly deviation: number | undefined;
}

/** The rows with every seed finished, best first; without those that know the truth. */
export function ranking(results: SuiteResults, setting: Setting): RankedMethod[] {
  return rowsOf(results)
    .filter((row) => !knowsTruth(row))
    .map((row) => ({ row, cells: finishedAt(results, row, setting) }))
    .filter(({ cells }) => cells.length > 0 && cells.length === results.seeds.length)
    .map(({ row, cells }) => {
      const accuracies = cells.map(({ summary }) => summary.last.accuracy);
      return { row, mean: mean(accuracies), deviation: sampleStandardDeviation(accuracies) };
    })
    .sort((one, other) => other.mean - one.mean);
}

/** Whether the gap between two rows is no larger than the larger of their deviations; undefined for one seed. */
export function isWithinDeviation(one: RankedMethod, other: RankedMethod): boolean | undefined {
  if (one.deviation === undefined || other.deviation === undefined) return undefined;
  return Math.abs(one.mean - other.mean) <= Math.max(one.deviation, other.deviation);
}
