import type { SuiteResults } from '@ballast/suite';
import { isFinished, plannedCellCount, rowsOf, settingsOf, type Setting } from '../grid.ts';
import { knowsTruth } from '../table/marks.ts';
import { isTruthKnown, uncheckedTestNotes } from '../truth.ts';
import { isWithinDeviation, ranking } from './ranking.ts';

/** What the table does not show: what the suite's author said, then what follows from the results. */
export function limitsOf(results: SuiteResults): string[] {
  return [
    ...results.limits,
    ...missingCells(results),
    seedLimit(results.seeds.length),
    ...settingsOf(results).flatMap((setting) => deviationLimit(results, setting)),
    ...trustedLabels(results),
    ...oracles(results),
    ...unknownTruth(results),
    ...uncheckedTestNotes(results),
    ...chosenEpochs(results),
  ];
}

function missingCells(results: SuiteResults): string[] {
  const planned = plannedCellCount(results);
  const finished = results.cells.filter(isFinished).length;
  if (finished === planned) return [];
  return [
    `${String(planned - finished)} of ${String(planned)} cells have no result. A mean over fewer seeds is marked, never best, and enters no mean over columns.`,
  ];
}

function seedLimit(seeds: number): string {
  return seeds === 1
    ? 'There is one seed: no deviation is known, so no difference between methods can be told from chance.'
    : `The ± is the sample standard deviation over ${String(seeds)} seeds, each with its own data draw, noise and initial weights. It is no confidence interval, and from ${String(seeds)} values it is itself uncertain.`;
}

function deviationLimit(results: SuiteResults, setting: Setting): string[] {
  const [best, ...others] = ranking(results, setting);
  if (best?.deviation === undefined || others.length === 0) return [];
  const near = others.filter((other) => isWithinDeviation(best, other)).map(({ row }) => row.label);
  const column = `${setting.label}: ${best.row.label} has the highest mean`;
  return [
    near.length === 0
      ? `${column}, ahead of every other method by more than either’s deviation.`
      : `${column}, but ${listOf(near)} ${near.length === 1 ? 'lies' : 'lie'} within the deviation over seeds: their order may be chance.`,
  ];
}

function trustedLabels({ methods }: SuiteResults): string[] {
  const trusting = methods.filter(({ usesMetaSet }) => usesMetaSet).length;
  if (trusting === 0 || trusting === methods.length) return [];
  return [
    'Rows marked † know a few trusted labels that the others never see. Compare them with the rows that train on these labels too.',
  ];
}

function oracles(results: SuiteResults): string[] {
  return rowsOf(results).some(knowsTruth)
    ? ['Rows marked § are told what nobody knows in use: a line to compare with, not a method that can be had.']
    : [];
}

function unknownTruth(results: SuiteResults): string[] {
  const unknown = settingsOf(results).filter((setting) => isTruthKnown(results, setting) === false);
  return unknown.length === 0
    ? []
    : [
        `True labels of the training samples are not known for ${listOf(unknown.map(({ label }) => label))}: how many are mislabelled, and whether a method finds them, cannot be said.`,
      ];
}

function chosenEpochs({ cells }: SuiteResults): string[] {
  const summaries = cells.filter(isFinished).map(({ summary }) => summary);
  const onValidation = summaries.some(({ bestOnValidation }) => bestOnValidation !== undefined);
  const onTest = summaries.some(({ bestOnTest }) => bestOnTest !== undefined);
  return [
    ...(onValidation
      ? [
          'The validation split keeps its noisy labels and its imbalance: an epoch chosen on it need not be the best one.',
        ]
      : []),
    ...(onTest
      ? ['Columns marked ‡ choose the epoch on the test set: they show what was reachable, not what a user would get.']
      : []),
  ];
}

function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
