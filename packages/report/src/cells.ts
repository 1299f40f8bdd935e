import type { CellResult, CellSummary, MethodEntry, SuiteResults, TableAxisEntry } from '@ballast/suite';

export interface FinishedCell extends CellResult {
  readonly summary: CellSummary;
}

/** The cells of one method and one corruption, in the order of the suite's seeds; cells never begun are absent. */
export function cellsAt(results: SuiteResults, method: MethodEntry, corruption: TableAxisEntry): CellResult[] {
  return results.cells
    .filter((cell) => cell.method === method.id && cell.corruption === corruption.id)
    .sort((one, other) => results.seeds.indexOf(one.seed) - results.seeds.indexOf(other.seed));
}

export function isFinished(cell: CellResult): cell is FinishedCell {
  return cell.status === 'finished' && cell.summary !== undefined;
}

export function finishedAt(results: SuiteResults, method: MethodEntry, corruption: TableAxisEntry): FinishedCell[] {
  return cellsAt(results, method, corruption).filter(isFinished);
}

/** Whether some finished cell of this corruption is known to train on mislabelled samples. */
export function hasMislabelled(results: SuiteResults, corruption: TableAxisEntry): boolean {
  return results.cells.some(
    (cell) => cell.corruption === corruption.id && isFinished(cell) && cell.summary.noiseDetection !== undefined,
  );
}

/** The corruptions that figures show: those with mislabelled samples, or the first where none has any. */
export function illustratedCorruptions(results: SuiteResults): readonly TableAxisEntry[] {
  const noisy = results.corruptions.filter((corruption) => hasMislabelled(results, corruption));
  return noisy.length > 0 ? noisy : results.corruptions.slice(0, 1);
}

/** How many cells the suite plans. */
export function plannedCellCount(results: SuiteResults): number {
  return results.methods.length * results.corruptions.length * results.seeds.length;
}
