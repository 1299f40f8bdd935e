import type { IndexedCell } from '../store/suiteIndex.ts';
import { phaseFolderName, type PlannedCell } from './phasePlan.ts';

/** What the suite's index says of a cell. */
export function indexCell({ id, name, method, corruption, axes, seed, phases }: PlannedCell): IndexedCell {
  return {
    id,
    name,
    method,
    corruption,
    axes,
    seed,
    phases: phases.map((phase) => ({
      id: phase.id,
      name: phase.name,
      folder: phaseFolderName(phase),
      evaluated: phase.evaluated,
    })),
  };
}
