import type { MethodEntry, SuiteResults, TableAxisEntry } from '@ballast/suite';
import { finishedAt } from '../cells.ts';
import { mean, sampleStandardDeviation } from '../statistics.ts';

export interface RankedMethod {
  readonly method: MethodEntry;
  /** Accuracy on test after the last epoch, in [0, 1]. */
  readonly mean: number;
  /** Undefined for one seed. */
  readonly deviation: number | undefined;
}

/** The methods with every seed finished, best first. */
export function ranking(results: SuiteResults, corruption: TableAxisEntry): RankedMethod[] {
  return results.methods
    .map((method) => ({ method, cells: finishedAt(results, method, corruption) }))
    .filter(({ cells }) => cells.length > 0 && cells.length === results.seeds.length)
    .map(({ method, cells }) => {
      const accuracies = cells.map(({ summary }) => summary.last.accuracy);
      return { method, mean: mean(accuracies), deviation: sampleStandardDeviation(accuracies) };
    })
    .sort((one, other) => other.mean - one.mean);
}

/** Whether the gap between two methods is no larger than the larger of their deviations; undefined for one seed. */
export function isWithinDeviation(one: RankedMethod, other: RankedMethod): boolean | undefined {
  if (one.deviation === undefined || other.deviation === undefined) return undefined;
  return Math.abs(one.mean - other.mean) <= Math.max(one.deviation, other.deviation);
}
