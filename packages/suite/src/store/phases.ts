import { PhaseFolder, type PhaseSummary } from './phaseFolder.ts';
import type { SuiteFolder } from './suiteFolder.ts';
import type { IndexedPhase } from './suiteIndex.ts';

/** A phase of a cell with what the store holds of it. */
export interface OpenPhase {
  readonly phase: IndexedPhase;
  readonly folder: PhaseFolder;
  /** Undefined while it is not finished, or when a file is damaged. */
  readonly summary: PhaseSummary | undefined;
}

export function openPhases(suite: SuiteFolder, phases: readonly IndexedPhase[]): OpenPhase[] {
  return phases.map((phase) => {
    const folder = new PhaseFolder(suite.phase(phase.folder));
    return { phase, folder, summary: folder.summary(phase.id) };
  });
}

/**
 * The phase whose array of this name speaks for the cell: of several the last one, except for loss curves, which
 * belong to the probing phase that comes first.
 */
export function phaseWithArray(phases: readonly OpenPhase[], name: string): OpenPhase | undefined {
  const having = phases.filter(({ summary }) => summary?.arrays.includes(name) === true);
  return name === 'lossCurves' ? having[0] : having.at(-1);
}
