import { isHeld } from '@ballast/core';
import { rmSync } from 'node:fs';
import { indexCell } from '../cells/indexCell.ts';
import { phaseFolderName, type PlannedCell } from '../cells/phasePlan.ts';
import { isSameCode, type CodeDigests } from '../code/digests.ts';
import { summaryId } from '../launcher/tasks.ts';
import { isFinished } from '../results/readSuiteResults.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';

/** Makes failed cells run again. After a loss that was no number, from the beginning: the checkpoint leads there again. */
export function forgetFailures(cells: readonly PlannedCell[], folder: SuiteFolder): void {
  for (const cell of cells.filter((candidate) => !isFinished(folder, indexCell(candidate)))) {
    const stored = new CellFolder(folder.cell(cell.name));
    if (stored.failure()?.kind === 'non-finite') removePhases(cell, folder, (phase, id) => phase.summary(id) === undefined); // prettier-ignore
    stored.forgetFailure();
  }
}

/**
 * Makes cells run again that code computed which has changed since.
 * @param wanted whether a task is to be run: other phases of the cells stay as they are.
 */
export function forgetStale(
  cells: readonly PlannedCell[],
  folder: SuiteFolder,
  wanted: (task: string) => boolean = () => true,
): void {
  for (const cell of cells) {
    removePhases(cell, folder, (phase, id, code) => wanted(id) && isOther(phase.code(), code));
    const stored = new CellFolder(folder.cell(cell.name));
    if (wanted(summaryId(cell)) && isOther(stored.code(), cell.code)) stored.forgetSummary();
  }
}

function removePhases(
  { phases }: PlannedCell,
  folder: SuiteFolder,
  isUnwanted: (phase: PhaseFolder, id: string, code: CodeDigests) => boolean,
): void {
  for (const { id, name, code } of phases) {
    const stored = new PhaseFolder(folder.phase(phaseFolderName({ id, name })));
    const isFree = !isHeld(stored.file('lock')); // another process may be computing it
    if (isFree && isUnwanted(stored, id, code)) rmSync(stored.folder, { recursive: true, force: true });
  }
}

/** Nothing is known of code that was not recorded. */
function isOther(recorded: CodeDigests | undefined, present: CodeDigests): boolean {
  return recorded !== undefined && !isSameCode(recorded, present);
}
