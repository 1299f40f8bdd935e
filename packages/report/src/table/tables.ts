import type { SuiteResults } from '@ballast/suite';
import { accuracyTable } from './accuracyTable.ts';
import { detectionTable } from './detectionTable.ts';
import { availableChoices, epochChoices, requireChoice, type EpochChoice } from './measures.ts';
import type { TableModel } from './model.ts';
import { otherTestsTable } from './otherTestsTable.ts';
import { perClassTable } from './perClassTable.ts';
import { publishedTable } from './publishedTable.ts';
import { scores, type Score } from './scores.ts';
import { scoreTable } from './scoreTable.ts';
import { significanceTable } from './significanceTable.ts';
import { tuningTable } from './tuningTable.ts';

/** What a table may be asked for: accuracy at one choice of epoch, another score, or every class by itself. */
export type TableMeasure = EpochChoice | Score | 'per-class';
export const tableMeasures: readonly TableMeasure[] = [...epochChoices, ...scores, 'per-class'];

/** The tables of one measure. @throws UserError when no cell chose an epoch that way. */
export function tablesByMeasure(results: SuiteResults, measure: TableMeasure): TableModel[] {
  if (measure === 'per-class') return [perClassTable(results)];
  return isScore(measure) ? [scoreTable(results, measure)] : tablesOf(results, measure);
}

function isScore(measure: TableMeasure): measure is Score {
  return scores.some((score) => score === measure);
}

/**
 * All tables of a suite: accuracy at the chosen epoch (without a choice, at each that the suite has), on further test
 * sets, the published numbers, significance, noise detection, tuning.
 * @throws UserError when no cell chose an epoch that way.
 */
export function tablesOf(results: SuiteResults, choice?: EpochChoice): TableModel[] {
  const choices = choice === undefined ? availableChoices(results) : [requireChoice(results, choice)];
  return [
    ...choices.map((one) => accuracyTable(results, one)),
    otherTestsTable(results),
    publishedTable(results),
    significanceTable(results, choice),
    detectionTable(results),
    tuningTable(results),
  ].filter((table) => table !== undefined);
}
