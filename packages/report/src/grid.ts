import type { AxisEntry, CellResult, CellSummary, CorruptionEntry, MethodEntry, SuiteResults } from '@ballast/suite';

/** What a row of the table stands for: a method, and a value on each axis that the suite shows in rows. */
export interface MethodRow extends MethodEntry {
  /** Unique among rows. */
  readonly id: string;
  readonly method: string;
  readonly axes: Readonly<Record<string, string>>;
}

/** What a column of the table stands for: a corruption, and a value on each axis that the suite shows in columns. */
export interface Setting extends CorruptionEntry {
  /** Unique among columns. */
  readonly id: string;
  readonly corruption: string;
  readonly axes: Readonly<Record<string, string>>;
}

export interface FinishedCell extends CellResult {
  readonly summary: CellSummary;
}

export function rowsOf(results: SuiteResults): readonly MethodRow[] {
  return gridOf(results).rows;
}

export function settingsOf(results: SuiteResults): readonly Setting[] {
  return gridOf(results).settings;
}

/** The cells of one row and one column, in the order of the suite's seeds; cells never begun are absent. */
export function cellsAt(results: SuiteResults, row: MethodRow, setting: Setting): readonly CellResult[] {
  return gridOf(results).cells.get(placeOf(row.method, setting.corruption, { ...row.axes, ...setting.axes })) ?? [];
}

export function isFinished(cell: CellResult): cell is FinishedCell {
  return cell.status === 'finished' && cell.summary !== undefined;
}

export function finishedAt(results: SuiteResults, row: MethodRow, setting: Setting): FinishedCell[] {
  return cellsAt(results, row, setting).filter(isFinished);
}

/** Of all rows, in their order. */
export function finishedIn(results: SuiteResults, setting: Setting): FinishedCell[] {
  return rowsOf(results).flatMap((row) => finishedAt(results, row, setting));
}

/** How many cells the suite plans. */
export function plannedCellCount(results: SuiteResults): number {
  return rowsOf(results).length * settingsOf(results).length * results.seeds.length;
}

interface Grid {
  readonly rows: readonly MethodRow[];
  readonly settings: readonly Setting[];
  readonly cells: ReadonlyMap<string, readonly CellResult[]>;
}

/** Every table and figure asks for the same grid, and results never change. */
const grids = new WeakMap<SuiteResults, Grid>();

function gridOf(results: SuiteResults): Grid {
  const known = grids.get(results);
  if (known !== undefined) return known;
  const grid = { rows: expandRows(results), settings: expandSettings(results), cells: groupCells(results) };
  grids.set(results, grid);
  return grid;
}

function expandRows({ methods, axes }: SuiteResults): MethodRow[] {
  const combinations = combine(axes.filter(({ show }) => show === 'rows'));
  return methods.flatMap((method) =>
    combinations.map((place) => ({ ...method, ...named(method, place), method: method.id })),
  );
}

function expandSettings({ corruptions, axes }: SuiteResults): Setting[] {
  const combinations = combine(axes.filter(({ show }) => show === 'columns'));
  return combinations.flatMap((place) =>
    corruptions.map((corruption) => ({ ...corruption, ...named(corruption, place), corruption: corruption.id })),
  );
}

interface Place {
  readonly axes: Readonly<Record<string, string>>;
  readonly labels: readonly string[];
}

/** Every choice of one value on each axis; one empty choice where there is no axis. */
function combine(axes: readonly AxisEntry[]): Place[] {
  return axes.reduce<Place[]>(
    (places, axis) =>
      places.flatMap((place) =>
        axis.values.map(({ id, label }) => ({
          axes: { ...place.axes, [axis.id]: id },
          labels: [...place.labels, label],
        })),
      ),
    [{ axes: {}, labels: [] }],
  );
}

function named({ id, label }: { readonly id: string; readonly label: string }, { axes, labels }: Place) {
  return { id: [id, ...Object.values(axes)].join('/'), label: [label, ...labels].join(', '), axes };
}

function groupCells({ cells, seeds }: SuiteResults): Map<string, CellResult[]> {
  const groups = new Map<string, CellResult[]>();
  const inOrder = [...cells].sort((one, other) => seeds.indexOf(one.seed) - seeds.indexOf(other.seed));
  for (const cell of inOrder) {
    const place = placeOf(cell.method, cell.corruption, cell.axes);
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [cell]);
    else group.push(cell);
  }
  return groups;
}

function placeOf(method: string, corruption: string, axes: Readonly<Record<string, string>>): string {
  return JSON.stringify([method, corruption, Object.entries(axes).sort(([one], [other]) => (one < other ? -1 : 1))]);
}
