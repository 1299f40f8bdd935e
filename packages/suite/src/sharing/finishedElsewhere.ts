import { isHeld } from '@ballast/core';
import { contentId } from '../cells/canonicalJson.ts';
import { phaseFolderName, type PhasePlan } from '../cells/phasePlan.ts';
import { isSameCode } from '../code/digests.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import { otherSuites, storedPhases, type SuiteFolder } from '../store/suiteFolder.ts';

/** A phase that another suite has finished. */
export interface PhaseElsewhere {
  readonly suite: string;
  readonly stored: PhaseFolder;
}

/** Finds a finished phase in the results of other suites; undefined where none has it. */
export type FinishedElsewhere = (phase: PhasePlan) => PhaseElsewhere | undefined;

/**
 * Looks through the suites whose results stand beside these. A phase counts where it is whole and was computed by the
 * code as it is now.
 * @param complain of a phase that is marked finished and is not whole.
 */
export function finishedElsewhere(
  folder: SuiteFolder,
  complain: (message: string) => void = () => undefined,
): FinishedElsewhere {
  const places = placesByPhase(folder);
  return (phase) =>
    places.get(phaseFolderName(phase))?.find(({ stored }) => {
      const code = stored.code();
      if (!stored.isMarkedFinished() || isHeld(stored.file('lock'))) return false;
      if (code === undefined || !isSameCode(code, phase.code)) return false;
      if (isWhole(stored, phase)) return true;
      complain(`${stored.folder}: a stored file is missing or damaged; the phase is computed anew.`);
      return false;
    });
}

/** Where each phase of other suites stands, finished or not, by the name of its folder. */
function placesByPhase(folder: SuiteFolder): ReadonlyMap<string, readonly PhaseElsewhere[]> {
  const places = new Map<string, PhaseElsewhere[]>();
  for (const [suite, other] of otherSuites(folder)) {
    for (const name of storedPhases(other)) {
      const place = { suite, stored: new PhaseFolder(other.phase(name)) };
      places.set(name, [...(places.get(name) ?? []), place]);
    }
  }
  return places;
}

/** Whether outputs, log and config are complete, and those of this phase. */
function isWhole(stored: PhaseFolder, { id }: PhasePlan): boolean {
  const config = stored.config();
  const last = stored.metrics().at(-1);
  return (
    stored.summary(id) !== undefined &&
    config !== undefined &&
    contentId(config) === id &&
    (last === undefined || last.epoch + 1 === last.epochs)
  );
}
