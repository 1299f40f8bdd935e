import type { CellResult, SelectionScore, SuiteResults } from '../results/types.ts';
import { isSelected } from '../run/chooseCells.ts';
import type { CellSelection } from '../config/overrides.ts';
import { placeName, trialAxis, type PlannedRung } from './trialAxis.ts';

export interface ScoredTrial {
  readonly trial: number;
  /** Mean over settings and seeds; undefined where one of the cells failed. */
  readonly score: number | undefined;
}

/** The trials of a method in a rung, best first; of equal ones, the earlier. */
export function rankTrials(
  { cells }: Pick<SuiteResults, 'cells'>,
  selection: CellSelection,
  { index, places }: PlannedRung,
  method: string,
  score: SelectionScore,
): ScoredTrial[] {
  const own = cells.filter((cell) => cell.method === method && isSelected(cell, selection));
  const scored = (places[method] ?? []).map((trial, place) => {
    const name = placeName(index, place);
    return { trial, score: meanScore(own.filter(({ axes }) => axes[trialAxis] === name), score) }; // prettier-ignore
  });
  return scored.sort((left, right) => (right.score ?? -1) - (left.score ?? -1) || left.trial - right.trial);
}

/** Of the split that stands in the place of the test set, after the last epoch. */
function meanScore(cells: readonly CellResult[], score: SelectionScore): number | undefined {
  let sum = 0;
  for (const { summary } of cells) {
    const own = summary?.last[score];
    if (own === undefined || Number.isNaN(own)) return undefined;
    sum += own;
  }
  return cells.length === 0 ? undefined : sum / cells.length;
}
