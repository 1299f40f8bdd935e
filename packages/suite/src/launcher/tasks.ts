import type { CellConfig } from '../cells/cell.ts';
import { indexCell } from '../cells/indexCell.ts';
import { phaseFolderName, type PhasePlan, type PlannedCell } from '../cells/phasePlan.ts';
import type { CodeDigests } from '../code/digests.ts';
import type { IndexedCell } from '../store/suiteIndex.ts';
import type { Schedulable } from './schedule.ts';

export interface PhaseReference {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
}

/** Runs one phase, for every cell that begins with it. */
export interface PhaseTask extends Schedulable {
  readonly kind: 'phase';
  readonly phase: PhaseReference & Pick<PhasePlan, 'config' | 'code'>;
  readonly uses: readonly PhaseReference[];
  /** Of the first cell that has the phase: its method builds it. */
  readonly cell: string;
  readonly config: CellConfig;
}

/** Draws a cell's summary out of its finished phases. */
export interface SummaryTask extends Schedulable {
  readonly kind: 'summary';
  readonly cell: IndexedCell;
  readonly config: CellConfig;
  readonly code: CodeDigests;
}

export type Task = PhaseTask | SummaryTask;

/** How long a summary takes, in epochs. */
const summaryCost = 0.1;

/**
 * The work that the cells need: each phase once, whoever shares it, then a summary of each cell.
 * @param isPhaseFinished leaves out what the store holds already.
 */
export function planTasks(cells: readonly PlannedCell[], isPhaseFinished: (phase: PhasePlan) => boolean): Task[] {
  const phases = new Map<string, PhaseTask>();
  for (const cell of cells) {
    for (const phase of cell.phases) {
      if (!phases.has(phase.id) && !isPhaseFinished(phase)) phases.set(phase.id, phaseTask(cell, phase));
    }
  }
  return [...phases.values(), ...cells.map(summaryTask)];
}

function phaseTask(cell: PlannedCell, phase: PhasePlan): PhaseTask {
  const uses = Object.entries(phase.uses).map(([name, id]) => ({ id, name, folder: phaseFolderName({ id, name }) }));
  return {
    kind: 'phase',
    id: phase.id,
    dependsOn: uses.map(({ id }) => id),
    cost: phase.cost,
    phase: { id: phase.id, name: phase.name, folder: phaseFolderName(phase), config: phase.config, code: phase.code },
    uses,
    cell: cell.name,
    config: cell.config,
  };
}

/** The id of the task that draws a cell's summary. */
export function summaryId({ name }: Pick<PlannedCell, 'name'>): string {
  return `summary of ${name}`;
}

function summaryTask(cell: PlannedCell): SummaryTask {
  return {
    kind: 'summary',
    id: summaryId(cell),
    dependsOn: cell.phases.map(({ id }) => id),
    cost: summaryCost,
    isUrgent: true,
    cell: indexCell(cell),
    config: cell.config,
    code: cell.code,
  };
}
