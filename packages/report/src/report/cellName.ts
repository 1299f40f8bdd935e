import type { CellResult, SuiteResults } from '@ballast/suite';

/** `CurveNet · flip2 0.4, ratio 4 · seed 1`. */
export function cellName(results: SuiteResults, cell: CellResult): string {
  const method = results.methods.find(({ id }) => id === cell.method)?.label ?? cell.method;
  const corruption = results.corruptions.find(({ id }) => id === cell.corruption)?.label ?? cell.corruption;
  return `${method} · ${corruption} · seed ${String(cell.seed)}`;
}
