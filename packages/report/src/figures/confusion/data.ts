import type { SuiteResults } from '@ballast/suite';
import { finishedAt, rowsOf, type FinishedCell, type MethodRow, type Setting } from '../../grid.ts';
import { mean } from '../../statistics/descriptive.ts';
import { knowsTruth } from '../../table/marks.ts';

export interface ConfusionMatrix {
  readonly methodLabel: string;
  readonly seeds: number;
  /** [K][K] row = true class, column = predicted class; rows sum to 1; mean over seeds. */
  readonly shares: readonly (readonly number[])[];
}

/** Of the suite's first method, its plain baseline by convention, and of the one with the highest mean accuracy. */
export function confusionData(results: SuiteResults, setting: Setting): ConfusionMatrix[] {
  const candidates = rowsOf(results)
    .map((row) => ({ row, cells: finishedAt(results, row, setting) }))
    .filter(({ cells }) => cells.length > 0);
  const best = candidates
    .filter(({ row, cells }) => cells.length === results.seeds.length && !knowsTruth(row))
    .reduce<Candidate | undefined>(
      (leader, candidate) => (leader && accuracyOf(leader) >= accuracyOf(candidate) ? leader : candidate),
      undefined,
    );
  const shown = new Set([candidates[0], best].filter((candidate) => candidate !== undefined));
  return [...shown].map(({ row, cells }) => ({
    methodLabel: row.label,
    seeds: cells.length,
    shares: meanOfMatrices(cells.map(({ summary }) => normaliseRows(summary.confusion))),
  }));
}

interface Candidate {
  readonly row: MethodRow;
  readonly cells: readonly FinishedCell[];
}

function accuracyOf({ cells }: Candidate): number {
  return mean(cells.map(({ summary }) => summary.last.accuracy));
}

/** A class without test samples keeps a row of zeros. */
function normaliseRows(counts: readonly (readonly number[])[]): number[][] {
  return counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total === 0 ? 0 : count / total));
  });
}

function meanOfMatrices(matrices: readonly (readonly (readonly number[])[])[]): number[][] {
  return (matrices[0] ?? []).map((row, i) => row.map((_, j) => mean(matrices.map((matrix) => matrix[i]?.[j] ?? 0))));
}
