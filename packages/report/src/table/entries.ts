import type { CellResult, SuiteResults } from '@ballast/suite';
import { cellsAt, finishedAt, isFinished, type MethodRow, type Setting } from '../grid.ts';
import { mean, sampleStandardDeviation } from '../statistics/descriptive.ts';
import type { Measure } from './measures.ts';
import type { Entry } from './model.ts';

type ValueOf = Measure['valueOf'];

/** What a row has in a setting under one measure. */
export function entryOf(results: SuiteResults, row: MethodRow, setting: Setting, valueOf: ValueOf): Entry {
  const cells = cellsAt(results, row, setting);
  const finished = cells.filter(isFinished);
  const planned = results.seeds.length;
  if (finished.length === 0) return { kind: 'missing', reason: whyMissing(cells, planned) };
  const values = finished
    .map(({ summary }) => valueOf(summary))
    .filter((value): value is number => value !== undefined);
  return values.length === 0 ? { kind: 'none' } : summarise(values, whatLacks(cells, values.length, planned));
}

/**
 * The mean over settings, computed for each seed and then summarised over seeds.
 * Not claimed where a setting lacks a seed.
 */
export function meanOverSettings(
  results: SuiteResults,
  row: MethodRow,
  settings: readonly Setting[],
  valueOf: ValueOf,
): Entry {
  const bySeed = valuesBySeed(results, row, settings, valueOf);
  if (bySeed.flat().every((value) => value === undefined)) return { kind: 'none' };
  const complete = bySeed.map((values) => values.filter((value): value is number => value !== undefined));
  if (complete.some((values) => values.length < settings.length)) return { kind: 'missing', reason: 'incomplete' };
  return summarise(complete.map(mean), undefined);
}

/** [seeds][settings] undefined where a cell has no result. */
export function valuesBySeed(
  results: SuiteResults,
  row: MethodRow,
  settings: readonly Setting[],
  valueOf: ValueOf,
): (number | undefined)[][] {
  const bySetting = settings.map(
    (setting) => new Map(finishedAt(results, row, setting).map((cell) => [cell.seed, cell])),
  );
  return results.seeds.map((seed) =>
    bySetting.map((cells) => {
      const cell = cells.get(seed);
      return cell && valueOf(cell.summary);
    }),
  );
}

export function summarise(values: readonly number[], note: string | undefined): Entry {
  return { kind: 'value', mean: mean(values), deviation: sampleStandardDeviation(values), note, best: false };
}

function whyMissing(cells: readonly CellResult[], planned: number): string {
  const failed = cells.filter(({ status }) => status === 'failed').length;
  if (failed > 0) return failed === planned ? 'failed' : `${String(failed)} of ${String(planned)} failed`;
  return cells.some(({ epochs }) => epochs.length > 0) ? 'unfinished' : 'not begun';
}

function whatLacks(cells: readonly CellResult[], present: number, planned: number): string | undefined {
  if (present === planned) return undefined;
  const failed = cells.filter(({ status }) => status === 'failed').length;
  const seeds = `${String(present)} of ${String(planned)} seeds`;
  if (failed === 0) return seeds;
  const failures = `${String(failed)} of ${String(planned)} failed`;
  return present + failed === planned ? failures : `${seeds}, ${failures}`;
}
