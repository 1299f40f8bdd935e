import { UserError } from '@ballast/core';
import { indexCell } from '../cells/indexCell.ts';
import type { PlannedCell } from '../cells/phasePlan.ts';
import type { CellSelection } from '../config/overrides.ts';
import { isFinished } from '../results/readSuiteResults.ts';
import { CellFolder } from '../store/cellFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import { forgetFailures } from './rerun.ts';
import type { RunOptions } from './runSuite.ts';

/** What narrows a run down. */
export interface Choice {
  /** A part of the cell's name. */
  readonly only?: string | undefined;
  /** Places in the grid. */
  readonly selection: CellSelection;
}

/** The cells that this run is about. @throws UserError when there are none. */
export function chooseCells(cells: readonly PlannedCell[], { only = '', selection }: Choice): PlannedCell[] {
  const selected = cells.filter((cell) => isSelected(cell, selection));
  const chosen = selected.filter(({ name }) => name.includes(only));
  if (chosen.length > 0) return chosen;
  throw new UserError({
    what:
      only === '' ? 'no cell is in all the parts of the grid that are named.' : `no cell's name contains "${only}".`,
    where: only === '' ? 'arguments' : '--only',
    meant: `Names are like ${cells[0]?.name ?? 'method__corruption__seed0'}.`,
  });
}

function isSelected({ method, corruption, seed, axes }: PlannedCell, selection: CellSelection): boolean {
  const place: Readonly<Record<string, string>> = { ...axes, method, corruption, seed: String(seed) };
  return Object.entries(selection).every(([dimension, names]) => names.includes(place[dimension] ?? ''));
}

/** Those of them that are neither finished nor failed. */
export function openCells(
  chosen: readonly PlannedCell[],
  folder: SuiteFolder,
  options: Pick<RunOptions, 'rerunFailed'>,
): PlannedCell[] {
  const unfinished = chosen.filter((cell) => !isFinished(folder, indexCell(cell)));
  if (options.rerunFailed === true) forgetFailures(unfinished, folder);
  return unfinished.filter(({ name }) => new CellFolder(folder.cell(name)).failure() === undefined);
}
