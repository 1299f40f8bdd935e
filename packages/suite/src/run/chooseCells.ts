import { suggestion, UserError } from '@ballast/core';
import { indexCell } from '../cells/indexCell.ts';
import { distinctPhases, phaseFolderName, type PhasePlan, type PlannedCell } from '../cells/phasePlan.ts';
import type { CellSelection } from '../config/overrides.ts';
import { isFinished } from '../results/readSuiteResults.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';

/** What narrows a run down. */
export interface Choice {
  /** A part of the cell's name. */
  readonly only?: string | undefined;
  /** Cells by their whole names, their names without the hash, or their ids. */
  readonly cells?: readonly string[] | undefined;
  /** Places in the grid. */
  readonly selection: CellSelection;
}

type GridPlace = Pick<PlannedCell, 'method' | 'corruption' | 'seed' | 'axes'>;

/** The cells that this run is about. @throws UserError when there are none. */
export function chooseCells(
  cells: readonly PlannedCell[],
  { only = '', cells: named = [], selection }: Choice,
): PlannedCell[] {
  if (named.length > 0) return named.map((name) => findCell(cells, name));
  const selected = cells.filter((candidate) => isSelected(candidate, selection));
  if (selected.length === 0) {
    throw new UserError({
      what: 'the arguments name no part of the grid together.',
      where: Object.entries(selection).map(([dimension, names]) => `${dimension}=${names.join(',')}`).join(' '), // prettier-ignore
    });
  }
  const chosen = selected.filter(({ name }) => name.includes(only));
  if (chosen.length > 0) return chosen;
  throw new UserError({
    what: `no cell's name contains "${only}".`,
    where: '--only',
    meant: `Names are like ${cells[0]?.name ?? 'method__corruption__seed0'}.`,
  });
}

/** Whether a cell is in the part of the grid that arguments name. */
export function isSelected({ method, corruption, seed, axes }: GridPlace, selection: CellSelection): boolean {
  return mayBeSelected({ ...axes, method, corruption, seed: String(seed) }, selection);
}

/** Whether cells of a part of the grid may be selected. @param part where it is, in some of the grid's dimensions */
export function mayBeSelected(part: Readonly<Record<string, string>>, selection: CellSelection): boolean {
  return Object.entries(selection).every(
    ([dimension, names]) => !(dimension in part) || names.includes(part[dimension] ?? ''),
  );
}

/**
 * A cell by its whole name, its name without the hash, or its id.
 * @throws UserError when the suite has none of it.
 */
export function findCell(cells: readonly PlannedCell[], given: string): PlannedCell {
  const found = cells.find(({ id, name }) => [id, name, withoutHash(name)].includes(given));
  if (found !== undefined) return found;
  throw new UserError({
    what: `this suite has no cell "${given}".`,
    where: '--cell',
    meant: suggestion(given, cells.map(({ name }) => withoutHash(name))), // prettier-ignore
    fix: 'ballast run <suite> --dry-run lists the cells.',
  });
}

function withoutHash(name: string): string {
  return name.slice(0, name.lastIndexOf('__'));
}

/**
 * A phase by its id or the name of its folder.
 * @throws UserError when no cell of the suite has it.
 */
export function findPhase(cells: readonly PlannedCell[], given: string): PhasePlan {
  const phases = cells.flatMap((cell) => cell.phases);
  const found = phases.find((phase) => phase.id === given || phaseFolderName(phase) === given);
  if (found !== undefined) return found;
  throw new UserError({
    what: `this suite has no phase "${given}".`,
    where: '--phase',
    meant: `Names are like ${phases[0] === undefined ? 'training__0123456789' : phaseFolderName(phases[0])}.`,
    fix: 'ballast run <suite> --dry-run --json lists the phases.',
  });
}

/** Ids of a phase and of those that it needs. */
export function neededPhases(cells: readonly PlannedCell[], { id, uses }: PhasePlan): string[] {
  const used = cells.flatMap(({ phases }) => phases).filter((phase) => Object.values(uses).includes(phase.id));
  return [...new Set([id, ...used.flatMap((phase) => neededPhases(cells, phase))])];
}

/** Those of the cells that are neither finished nor failed. */
export function openCells(chosen: readonly PlannedCell[], folder: SuiteFolder): PlannedCell[] {
  return chosen.filter(
    (cell) => !isFinished(folder, indexCell(cell)) && new CellFolder(folder.cell(cell.name)).failure() === undefined,
  );
}

/** Each phase of the cells once, without those that are finished. @param tasks ids of the only ones that are wanted. */
export function unfinishedPhases(
  cells: readonly PlannedCell[],
  folder: SuiteFolder,
  tasks?: ReadonlySet<string>,
): PhasePlan[] {
  const wanted = distinctPhases(cells).map(({ phase }) => phase).filter(({ id }) => tasks?.has(id) ?? true); // prettier-ignore
  return wanted.filter((phase) => new PhaseFolder(folder.phase(phaseFolderName(phase))).summary(phase.id) === undefined); // prettier-ignore
}
