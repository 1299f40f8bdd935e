import { UserError } from '@ballast/core';
import type { CellSummary, SuiteResults } from '@ballast/suite';
import { isFinished } from '../grid.ts';
import { chosenOnTestMark } from './marks.ts';

/** Which epoch speaks for a cell. */
export type EpochChoice = 'last' | 'best-on-validation' | 'best-on-test';
export const epochChoices: readonly EpochChoice[] = ['last', 'best-on-validation', 'best-on-test'];

/** A number that single cells have. */
export interface Measure {
  readonly title: string;
  /** What has to be said with every number of it. */
  readonly notes: readonly string[];
  /** Undefined where the cell has no such value. */
  readonly valueOf: (summary: CellSummary) => number | undefined;
}

/** Accuracy on test, in [0, 1], at an epoch chosen one way or another. */
export const accuracyMeasures: Readonly<Record<EpochChoice, Measure>> = {
  last: {
    title: 'Accuracy on test after the last epoch, %',
    notes: [],
    valueOf: ({ last }) => last.accuracy,
  },
  'best-on-validation': {
    title: 'Accuracy on test at the best epoch on validation, %',
    notes: ['Best on validation: the epoch with the highest score on a split that keeps its noisy labels.'],
    valueOf: ({ bestOnValidation }) => bestOnValidation?.accuracy,
  },
  'best-on-test': {
    title: `Accuracy on test at the best epoch on test${chosenOnTestMark}, %`,
    notes: [
      `${chosenOnTestMark} The epoch was chosen on the test set itself: an optimistic figure, no estimate of what a user would get.`,
    ],
    valueOf: ({ bestOnTest }) => bestOnTest?.accuracy,
  },
};

/** The choices that some finished cell made; the last epoch always. */
export function availableChoices({ cells }: SuiteResults): EpochChoice[] {
  const summaries = cells.filter(isFinished).map(({ summary }) => summary);
  return epochChoices.filter(
    (choice) =>
      choice === 'last' || summaries.some((summary) => accuracyMeasures[choice].valueOf(summary) !== undefined),
  );
}

/** @throws UserError when no cell chose an epoch that way. */
export function requireChoice(results: SuiteResults, choice: EpochChoice): EpochChoice {
  if (availableChoices(results).includes(choice)) return choice;
  throw new UserError({
    what: `no finished cell has its ${choice.replaceAll('-', ' ')} epoch.`,
    where: results.name,
    fix:
      choice === 'best-on-test'
        ? 'Only a suite that asks for it has one: selection: { bestOnTest: true }.'
        : 'Only a suite with a validation split has one: data: { validation: { fraction: 0.1 } }.',
  });
}
