import type { MethodEntry, SuiteResults, TableAxisEntry } from '@ballast/suite';
import { finishedAt, type FinishedCell } from '../cells.ts';
import { mean } from '../statistics.ts';

export interface ConfusionMatrix {
  readonly methodLabel: string;
  readonly seeds: number;
  /** [K][K] row = true class, column = predicted class; rows sum to 1; mean over seeds. */
  readonly shares: readonly (readonly number[])[];
}

/** Of the suite's first method, its plain baseline by convention, and of the one with the highest mean accuracy. */
export function confusionData(results: SuiteResults, corruption: TableAxisEntry): ConfusionMatrix[] {
  const candidates = results.methods
    .map((method) => ({ method, cells: finishedAt(results, method, corruption) }))
    .filter(({ cells }) => cells.length > 0);
  const best = candidates
    .filter(({ cells }) => cells.length === results.seeds.length)
    .reduce<Candidate | undefined>(
      (leader, candidate) => (leader && accuracyOf(leader) >= accuracyOf(candidate) ? leader : candidate),
      undefined,
    );
  const shown = new Set([candidates[0], best].filter((candidate) => candidate !== undefined));
  return [...shown].map(({ method, cells }) => ({
    methodLabel: method.label,
    seeds: cells.length,
    shares: meanOfMatrices(cells.map(({ summary }) => normaliseRows(summary.confusion))),
  }));
}

interface Candidate {
  readonly method: MethodEntry;
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
