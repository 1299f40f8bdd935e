import type { SuiteResults } from '@ballast/suite';
import { accuracyTable } from './accuracyTable.ts';
import { detectionTable } from './detectionTable.ts';
import { availableChoices, requireChoice, type EpochChoice } from './measures.ts';
import type { TableModel } from './model.ts';
import { publishedTable } from './publishedTable.ts';
import { significanceTable } from './significanceTable.ts';

/**
 * All tables of a suite: accuracy at the chosen epoch (without a choice, at each that the suite has), the published
 * numbers, significance, noise detection.
 * @throws UserError when no cell chose an epoch that way.
 */
export function tablesOf(results: SuiteResults, choice?: EpochChoice): TableModel[] {
  const choices = choice === undefined ? availableChoices(results) : [requireChoice(results, choice)];
  return [
    ...choices.map((one) => accuracyTable(results, one)),
    publishedTable(results),
    significanceTable(results, choice),
    detectionTable(results),
  ].filter((table) => table !== undefined);
}
