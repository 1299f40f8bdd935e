import type { CellResult, SuiteResults } from '@ballast/suite';

/** `CurveNet · flip2 0.4, ratio 4 · seed 1`, with the values of further axes before the seed. */
export function cellName(results: SuiteResults, cell: CellResult): string {
  const axes = results.axes.map(({ id, values }) => labelOf(values, cell.axes[id] ?? ''));
  return [
    labelOf(results.methods, cell.method),
    labelOf(results.corruptions, cell.corruption),
    ...axes,
    `seed ${String(cell.seed)}`,
  ].join(' · ');
}

function labelOf(entries: readonly { readonly id: string; readonly label: string }[], id: string): string {
  return entries.find((entry) => entry.id === id)?.label ?? id;
}
