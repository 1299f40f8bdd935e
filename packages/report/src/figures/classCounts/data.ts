import type { SuiteResults } from '@ballast/suite';
import { finishedAt, rowsOf, type Setting } from '../../grid.ts';
import { mean } from '../../statistics/descriptive.ts';
import { labelStates, type LabelState } from '../../trainLabels.ts';
import { isTruthKnown } from '../../truth.ts';

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
  /** Otherwise all samples stand as clean. */
  readonly truthKnown: boolean;
}

/** Class counts, clean and mislabelled, of the first method with a finished cell. */
export function classCountsData(results: SuiteResults, setting: Setting): ClassCountsData | undefined {
  for (const row of rowsOf(results)) {
    const summaries = finishedAt(results, row, setting).map(({ summary }) => summary);
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
    const truthKnown = isTruthKnown(results, setting) === true;
    return { counts, seeds: summaries.length, methodLabel: row.label, truthKnown };
  }
  return undefined;
}
