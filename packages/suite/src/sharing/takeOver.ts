import { isLock, tryLock } from '@ballast/core';
import { readdirSync } from 'node:fs';
import { phaseFolderName, type PhasePlan } from '../cells/phasePlan.ts';
import { explainDiskErrors } from '../store/atomic.ts';
import { copyFileAtomically } from '../store/copyFile.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import { finishedElsewhere, type PhaseElsewhere } from './finishedElsewhere.ts';

/** Written last: it marks a phase as finished. */
const mark = 'summary.json';

/**
 * Copies those of the phases into a suite's store that other suites have finished: equal ids and equal code give equal
 * bytes. A phase that another process works on is left to it.
 * @param report one line for the person who waits.
 * @throws StoreError when the results cannot be written.
 */
export function takeOverPhases(
  phases: readonly PhasePlan[],
  folder: SuiteFolder,
  report: (message: string) => void,
): void {
  const find = finishedElsewhere(folder, report);
  const counts = new Map<string, number>();
  for (const phase of phases) {
    const found = find(phase);
    if (found === undefined || !takeOver(phase, found, folder)) continue;
    counts.set(found.suite, (counts.get(found.suite) ?? 0) + 1);
  }
  for (const [suite, count] of counts) {
    report(`Taken over from ${suite}, which has finished the same: ${count === 1 ? '1 phase' : `${String(count)} phases`}.`); // prettier-ignore
  }
}

/** Whether the phase is finished here now. */
function takeOver(phase: PhasePlan, { stored: source }: PhaseElsewhere, folder: SuiteFolder): boolean {
  const target = new PhaseFolder(folder.phase(phaseFolderName(phase)));
  const lock = explainDiskErrors(target.folder, () => tryLock(target.file('lock')));
  if (!isLock(lock)) return false;
  try {
    for (const name of fileNames(source)) copyFileAtomically(source.file(name), target.file(name));
    return target.summary(phase.id) !== undefined;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return false; // the other suite has just removed the phase
    throw error;
  } finally {
    lock.release();
  }
}

/** All files of a finished phase, its mark last. */
function fileNames({ folder }: PhaseFolder): string[] {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ name }) => name).filter((name) => name !== mark && !isPassing(name));
  return [...names, mark];
}

/** Locks, and what is being written. */
function isPassing(name: string): boolean {
  return name.startsWith('lock') || name.endsWith('.tmp');
}
