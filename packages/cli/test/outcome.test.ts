import type { RunOutcome } from '@ballast/suite';
import { describe, expect, it } from 'vitest';
import { describeOutcome, failedCells } from '../src/outcome.ts';

type Cell = RunOutcome['results']['cells'][number];

function failed(name: string, message: string): Cell {
  const failure = { message, logTail: '', rerun: `ballast run mine --rerun failed --only ${name}` };
  return { name, status: 'failed', failure } as Cell;
}

function outcomeOf(
  cells: readonly Cell[],
  chosen = cells.map(({ name }) => name),
  computed = cells.length,
): RunOutcome {
  const facts = { computed, failures: [], interrupted: false, command: 'ballast run mine' };
  return { results: { cells }, chosen, ...facts } as unknown as RunOutcome;
}

describe('what a run came to', () => {
  it('names failures that are alike once, with their number and how to run all of them again', () => {
    const cells = [failed('a__seed0', 'no space'), failed('b__seed0', 'NaN'), failed('a__seed1', 'no space')];
    expect(describeOutcome(outcomeOf(cells), { bail: false }).split('\n')).toEqual([
      '3 cells ran now, 0 of 3 are finished.',
      '2 cells failed, a__seed0 the first: no space',
      '  Again: ballast run mine --rerun failed',
      'Failed: NaN',
      '  Again: ballast run mine --rerun failed --only b__seed0',
    ]);
  });

  it('does not say that there is nothing to do when a cell failed before', () => {
    const outcome = outcomeOf([failed('a__seed0', 'NaN')], ['a__seed0'], 0);
    expect(describeOutcome(outcome, { bail: false })).toMatch(
      /^Nothing ran now: 0 of 1 cells were finished before\.\nFailed: NaN\n/,
    );
  });

  it('is about the cells that were chosen', () => {
    const outcome = outcomeOf([failed('a__seed0', 'no space'), failed('b__seed0', 'NaN')], ['b__seed0']);
    expect(failedCells(outcome).map(({ name }) => name)).toEqual(['b__seed0']);
    expect(describeOutcome(outcome, { bail: false })).toMatch(
      /Failed: NaN\n.*\n1 cell of those left out failed before\.$/,
    );
  });
});
