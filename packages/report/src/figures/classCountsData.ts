import type { SuiteResults, TableAxisEntry } from '@ballast/suite';
import { finishedAt } from '../cells.ts';
import { mean } from '../statistics.ts';
import { labelStates, type LabelState } from './labels.ts';

export interface ClassCount {
  readonly className: string;
  readonly labels: LabelState;
  /** Training samples with this given label, mean over seeds. */
  readonly count: number;
}

export interface ClassCountsData {
  readonly counts: readonly ClassCount[];
  readonly seeds: number;
  /** Whose train set it is: a method may add the meta set to it, or train on that alone. */
  readonly methodLabel: string;
}

/** Class counts, clean and mislabelled, of the first method with a finished cell. */
export function classCountsData(results: SuiteResults, corruption: TableAxisEntry): ClassCountsData | undefined {
  for (const method of results.methods) {
    const summaries = finishedAt(results, method, corruption).map(({ summary }) => summary);
    if (summaries.length === 0) continue;
    const counts = results.classNames.flatMap((className, index) =>
      labelStates.map((labels) => ({
        className,
        labels,
        count: mean(
          summaries.map(
            (summary) => (labels === 'clean' ? summary.cleanCounts : summary.mislabelledCounts)[index] ?? 0,
          ),
        ),
      })),
    );
    return { counts, seeds: summaries.length, methodLabel: method.label };
  }
  return undefined;
}
