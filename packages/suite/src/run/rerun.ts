import { rmSync } from 'node:fs';
import { phaseFolderName, type PlannedCell } from '../cells/phasePlan.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';

/** Makes failed cells run again. After a loss that was no number, from the beginning: the checkpoint leads there again. */
export function forgetFailures(cells: readonly PlannedCell[], folder: SuiteFolder): void {
  for (const cell of cells) {
    const stored = new CellFolder(folder.cell(cell.name));
    if (stored.failure()?.kind === 'non-finite') removeUnfinishedPhases(cell, folder);
    stored.forgetFailure();
  }
}

function removeUnfinishedPhases({ phases }: PlannedCell, folder: SuiteFolder): void {
  for (const phase of phases) {
    const stored = new PhaseFolder(folder.phase(phaseFolderName(phase)));
    if (stored.summary(phase.id) === undefined) rmSync(stored.folder, { recursive: true, force: true });
  }
}
