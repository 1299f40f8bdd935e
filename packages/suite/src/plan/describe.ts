import { asJson } from '../cells/cell.ts';
import { indexCell } from '../cells/indexCell.ts';
import { phaseFolderName, type PhasePlan, type PlannedCell } from '../cells/phasePlan.ts';
import type { ChangedCode } from '../code/changed.ts';
import { codeFiles, codeParts } from '../code/digestOf.ts';
import { isFinished } from '../results/readSuiteResults.ts';
import type { FinishedElsewhere } from '../sharing/finishedElsewhere.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import type { Estimator } from './estimates.ts';
import type { DescribedCell, DescribedCode, DescribedPhase } from './suitePlan.ts';

/** What is known of a suite's cells and phases before it runs. */
export interface KnownState {
  readonly folder: SuiteFolder;
  /** Which code of a recorded digest has changed since. */
  readonly changed: ChangedCode;
  readonly estimate: Estimator;
  readonly finishedElsewhere: FinishedElsewhere;
}

/** @param cells names of those that have the phase. */
export function describePhase(phase: PhasePlan, cells: readonly string[], known: KnownState): DescribedPhase {
  const estimated = known.estimate(phase);
  const status = statusOfPhase(phase, known);
  const finishedElsewhere = status === 'unfinished' ? known.finishedElsewhere(phase)?.suite : undefined;
  return {
    id: phase.id,
    name: phaseFolderName(phase),
    phase: phase.name,
    status,
    uses: Object.entries(phase.uses).map(([name, id]) => phaseFolderName({ name, id })),
    cells,
    elsewhere: finishedElsewhere ?? null,
    epochs: phase.cost,
    estimatedSeconds: estimated?.seconds ?? null,
    estimatedFrom: estimated?.basis ?? null,
    code: Object.keys(phase.code),
    config: phase.config,
  };
}

function statusOfPhase(phase: PhasePlan, { folder, changed }: KnownState): DescribedPhase['status'] {
  const stored = new PhaseFolder(folder.phase(phaseFolderName(phase)));
  if (stored.summary(phase.id) === undefined) return 'unfinished';
  return changed(stored.code() ?? {}).length > 0 ? 'stale' : 'finished';
}

export function describeCell(cell: PlannedCell, known: KnownState): DescribedCell {
  const { id, name, method, corruption, axes, seed, phases, code, config } = cell;
  return {
    ...{ id, name, method, corruption, axes, seed },
    status: statusOfCell(cell, known),
    phases: phases.map(phaseFolderName),
    code: Object.keys(code),
    config: asJson(config),
  };
}

function statusOfCell(cell: PlannedCell, { folder, changed }: KnownState): DescribedCell['status'] {
  const stored = new CellFolder(folder.cell(cell.name));
  if (!isFinished(folder, indexCell(cell))) return stored.failure() === undefined ? 'unfinished' : 'failed';
  return changed(stored.code() ?? {}).length > 0 ? 'stale' : 'finished';
}

/** @param root of the package or file, absolute. */
export function describeCode(root: string, digest: string, place: (path: string) => string): DescribedCode {
  return { root: place(root), parts: codeParts(root).map(place), files: codeFiles(root).map(place), digest };
}
