import type { CellResult, MethodEntry, SuiteResults } from '@ballast/suite';
import { cellsAt, finishedAt, isFinished } from '../cells.ts';
import { mean, sampleStandardDeviation } from '../statistics.ts';
import type { Measure } from './measures.ts';
import type { Entry } from './model.ts';

/** What the table says of a method under one measure. */
export function entryOf(results: SuiteResults, method: MethodEntry, measure: Measure): Entry {
  const cells = cellsAt(results, method, measure.corruption);
  const finished = cells.filter(isFinished);
  const planned = results.seeds.length;
  if (finished.length === 0) return { kind: 'missing', reason: whyMissing(cells, planned) };
  const values = finished
    .map(({ summary }) => measure.valueOf(summary))
    .filter((value): value is number => value !== undefined);
  return values.length === 0 ? { kind: 'none' } : summarise(values, whatLacks(cells, values.length, planned));
}

/**
 * The mean over columns, computed for each seed and then summarised over seeds.
 * Not claimed where a column lacks a seed.
 */
export function meanOverColumns(results: SuiteResults, method: MethodEntry, measures: readonly Measure[]): Entry {
  const bySeed = results.seeds.map((seed) =>
    measures.map((measure) => {
      const cell = finishedAt(results, method, measure.corruption).find((candidate) => candidate.seed === seed);
      return cell === undefined ? undefined : measure.valueOf(cell.summary);
    }),
  );
  if (bySeed.flat().every((value) => value === undefined)) return { kind: 'none' };
  const complete = bySeed.map((values) => values.filter((value): value is number => value !== undefined));
  if (complete.some((values) => values.length < measures.length)) return { kind: 'missing', reason: 'incomplete' };
  return summarise(complete.map(mean), undefined);
}

function summarise(values: readonly number[], note: string | undefined): Entry {
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
