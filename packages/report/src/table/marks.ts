import type { SuiteResults } from '@ballast/suite';
import { cellsAt, rowsOf, settingsOf, type MethodRow } from '../grid.ts';
import { tuningNotes } from './tuningTable.ts';

/** A symbol beside a row's label, and what it means. */
export interface Mark {
  readonly symbol: string;
  readonly meaning: string;
  readonly belongsTo: (results: SuiteResults, row: MethodRow) => boolean;
}

export const metaSetMark: Mark = {
  symbol: '†',
  meaning: 'Uses the trusted meta set.',
  belongsTo: (_, { usesMetaSet }) => usesMetaSet,
};

export const truthMark: Mark = {
  symbol: '§',
  meaning: 'Knows what nobody knows in use (true labels, or the noise rate): neither best nor ranked.',
  belongsTo: (_, row) => knowsTruth(row),
};

export const staleMark: Mark = {
  symbol: '¶',
  meaning: 'Computed at least in part by code that has changed since; --rerun stale renews it.',
  belongsTo: isStale,
};

const marks: readonly Mark[] = [metaSetMark, truthMark, staleMark];

/** Marks columns whose epoch was chosen on the test set. */
export const chosenOnTestMark = '‡';

/** Marks values that a test finds better or worse than the baseline. */
export const verdictMarks = { better: '▲', worse: '▼' } as const;

/** The symbols of a row, e.g. `†¶`. */
export function marksOf(results: SuiteResults, row: MethodRow): string {
  return marks
    .filter(({ belongsTo }) => belongsTo(results, row))
    .map(({ symbol }) => symbol)
    .join('');
}

/** What qualifies the rows of a suite, one sentence each: how they were tuned, what their symbols mean. */
export function markNotes(results: SuiteResults): string[] {
  const meanings = marks
    .filter(({ belongsTo }) => rowsOf(results).some((row) => belongsTo(results, row)))
    .map(({ symbol, meaning }) => `${symbol} ${meaning}`);
  return [...tuningNotes(results), ...meanings];
}

/** Whether a row is an oracle: no user could run it. */
export function knowsTruth({ knowsTruth: knows }: MethodRow): boolean {
  return knows === true;
}

function isStale(results: SuiteResults, row: MethodRow): boolean {
  return settingsOf(results).some((setting) => cellsAt(results, row, setting).some(({ stale }) => stale));
}
