import { UserError } from '@ballast/core';
import type { PlannedCell } from '../cells/phasePlan.ts';
import { indexCell } from '../launcher/tasks.ts';
import { isFinished } from '../results/readSuiteResults.ts';
import { CellFolder } from '../store/cellFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import { forgetFailures } from './rerun.ts';
import type { RunOptions } from './runSuite.ts';

/** The cells that this run is about. */
export function chooseCells(cells: readonly PlannedCell[], { only = '' }: Pick<RunOptions, 'only'>): PlannedCell[] {
  const chosen = cells.filter(({ name }) => name.includes(only));
  if (chosen.length > 0) return chosen;
  throw new UserError({
    what: `no cell's name contains "${only}".`,
    where: '--only',
    meant: `Names are like ${cells[0]?.name ?? 'method__corruption__seed0'}.`,
  });
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
