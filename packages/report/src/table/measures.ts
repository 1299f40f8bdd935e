import type { CellSummary, SuiteResults, TableAxisEntry } from '@ballast/suite';
import { hasMislabelled, isFinished } from '../cells.ts';
import { chosenOnTestMark, type Column } from './model.ts';

/** A column of values that single cells have. */
export interface Measure extends Column {
  readonly corruption: TableAxisEntry;
  /** Whether the column has a best entry and counts in the mean over columns. */
  readonly ranked: boolean;
  /** Undefined where the method has no such value. */
  valueOf(summary: CellSummary): number | undefined;
}

/** Accuracy on test after the last epoch, and noise detection where there is noise to detect. */
export function lastEpochMeasures(results: SuiteResults): Measure[] {
  return results.corruptions.flatMap((corruption) => {
    const group = corruption.label;
    const accuracy: Measure = {
      ...{ corruption, group, heading: 'accuracy, %', unit: 'percent', ranked: true },
      valueOf: ({ last }) => last.accuracy,
    };
    if (!hasMislabelled(results, corruption)) return [accuracy];
    const weights: Measure = {
      ...{ corruption, group, heading: 'AUC, weights', unit: 'area', ranked: false },
      valueOf: ({ noiseDetection }) => noiseDetection?.sampleWeights,
    };
    const probingLoss: Measure = {
      ...{ corruption, group, heading: 'AUC, raw loss', unit: 'area', ranked: false },
      valueOf: ({ noiseDetection }) => noiseDetection?.probingLoss,
    };
    return [accuracy, weights, probingLoss];
  });
}

/** Accuracy on test at an epoch that was chosen; choices that no cell has are left out. */
export function chosenEpochMeasures(results: SuiteResults): Measure[] {
  const summaries = results.cells.filter(isFinished).map(({ summary }) => summary);
  const onValidation = summaries.some(({ bestOnValidation }) => bestOnValidation !== undefined);
  const onTest = summaries.some(({ bestOnTest }) => bestOnTest !== undefined);
  return results.corruptions.flatMap((corruption) => {
    const common = { corruption, group: corruption.label, unit: 'percent' } as const;
    const validation: Measure = {
      ...{ ...common, heading: 'best on validation, %', ranked: true },
      valueOf: ({ bestOnValidation }) => bestOnValidation?.accuracy,
    };
    const test: Measure = {
      ...{ ...common, heading: `best on test${chosenOnTestMark}, %`, ranked: false },
      valueOf: ({ bestOnTest }) => bestOnTest?.accuracy,
    };
    return [...(onValidation ? [validation] : []), ...(onTest ? [test] : [])];
  });
}
