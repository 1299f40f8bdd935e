import { balancedAccuracy, macroF1 } from '@ballast/core';
import type { SelectionScore, SuiteResults } from '@ballast/suite';
import { isFinished } from '../grid.ts';
import type { EpochChoice, Measure } from './measures.ts';

/** Scores on test after the last epoch that do not let large classes speak for small ones. */
export type Score = 'balanced-accuracy' | 'macro-f1' | 'calibration-error';
export const scores: readonly Score[] = ['balanced-accuracy', 'macro-f1', 'calibration-error'];

/** In [0, 1]; what a confusion matrix tells is known of results of every version. */
export const scoreMeasures: Readonly<Record<Score, Measure>> = {
  'balanced-accuracy': {
    title: 'Balanced accuracy on test after the last epoch, %',
    notes: ['Balanced accuracy: the mean over classes of each class’s accuracy.'],
    valueOf: ({ confusion }) => balancedAccuracy(confusion),
  },
  'macro-f1': {
    title: 'Macro F1 on test after the last epoch, %',
    notes: ['Macro F1: the mean over classes of the harmonic mean of precision and recall.'],
    valueOf: ({ confusion }) => macroF1(confusion),
  },
  'calibration-error': {
    title: 'Expected calibration error on test after the last epoch, %',
    notes: [
      'Expected calibration error: how far the probability of the predicted class is from the share that is right, in 15 bins of equal width; low is good.',
    ],
    valueOf: ({ last }) => last.calibrationError,
  },
};

const selectionScores: Readonly<Record<SelectionScore, string>> = {
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  macroF1: 'macro F1',
};

/** What the best epoch on validation is best by, where the suite says it. */
export function selectionNotes({ cells }: SuiteResults, choice: EpochChoice): string[] {
  if (choice !== 'best-on-validation') return [];
  const chosen = cells.filter(isFinished).flatMap(({ summary }) => summary.selectedBy ?? []);
  return [...new Set(chosen)].map((score) => `The epoch is chosen by ${selectionScores[score]}.`);
}
