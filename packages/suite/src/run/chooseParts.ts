import { indexCell } from '../cells/indexCell.ts';
import { phaseFolderName, type PlannedCell } from '../cells/phasePlan.ts';
import { summaryId } from '../launcher/tasks.ts';
import { isFinished } from '../results/readSuiteResults.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import { findCell, findPhase, neededPhases } from './chooseCells.ts';

/** Parts of a suite that run beside other parts: their phases and the locks of these keep them apart. */
export interface PartNames {
  /** Cells, also those that failed before. */
  readonly cells?: readonly string[] | undefined;
  /** Phases, with those that they need, and no cell to its end. */
  readonly phases?: readonly string[] | undefined;
}

export interface ChosenParts {
  /** The named cells, and for each named phase a cell that has it. */
  readonly cells: readonly PlannedCell[];
  /** Ids of the tasks that are wanted of them. */
  readonly tasks: ReadonlySet<string>;
}

/** What became of a part, by the name that it was asked for. */
export interface PartOutcome {
  readonly name: string;
  readonly finished: boolean;
}

export function arePartsNamed({ cells = [], phases = [] }: PartNames): boolean {
  return cells.length + phases.length > 0;
}

/** @throws UserError for a name that the suite does not have. */
export function chooseParts(planned: readonly PlannedCell[], { cells = [], phases = [] }: PartNames): ChosenParts {
  const named = cells.map((name) => findCell(planned, name));
  const wanted = phases.map((name) => findPhase(planned, name));
  const havingPhases = wanted.flatMap(({ id }) => planned.find((cell) => cell.phases.some((own) => own.id === id)) ?? []); // prettier-ignore
  return {
    cells: [...new Set([...named, ...havingPhases])],
    tasks: new Set([
      ...named.flatMap((cell) => [...cell.phases.map(({ id }) => id), summaryId(cell)]),
      ...wanted.flatMap((phase) => neededPhases(planned, phase)),
    ]),
  };
}

export function partOutcomes(
  planned: readonly PlannedCell[],
  { cells = [], phases = [] }: PartNames,
  folder: SuiteFolder,
): PartOutcome[] {
  return [
    ...cells.map((name) => ({ name, finished: isFinished(folder, indexCell(findCell(planned, name))) })),
    ...phases.map((name) => {
      const phase = findPhase(planned, name);
      const stored = new PhaseFolder(folder.phase(phaseFolderName(phase)));
      return { name, finished: stored.summary(phase.id) !== undefined };
    }),
  ];
}
