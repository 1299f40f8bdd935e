import type { BackendDescription } from '@ballast/tensor';
import { relative } from 'node:path';
import { indexCell } from '../cells/indexCell.ts';
import { phaseFolderName, type PhasePlan, type PlannedCell } from '../cells/phasePlan.ts';
import { changedCode, type ChangedCode } from '../code/changed.ts';
import { CodeBase } from '../code/codeBase.ts';
import { mergeDigests } from '../code/digests.ts';
import { isFinished } from '../results/readSuiteResults.ts';
import { chooseCells } from '../run/chooseCells.ts';
import { openSuite, resultsOf, type OpenSuite } from '../run/openSuite.ts';
import { planSuiteCells, type PlannedSuite } from '../run/prepareCells.ts';
import { processesFor } from '../run/processes.ts';
import type { RunOptions } from '../run/runSuite.ts';
import { startBackend } from '../run/startBackend.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import { planReads } from './planReads.ts';
import { createEstimator, type Estimator } from './estimates.ts';
import {
  describeCell,
  describeCode,
  distinctPhases,
  sharingOf,
  type DescribedCell,
  type DescribedPhase,
  type SuitePlan,
} from './suitePlan.ts';

export type PlanOptions = Pick<RunOptions, 'path' | 'profile' | 'args' | 'only' | 'processes' | 'resultsFolder'> & {
  readonly cells?: readonly string[] | undefined;
};

/**
 * What a run with these options would do. Reads the suite, the store and the code; computes and writes nothing.
 * @throws UserError with every mistake in the suite that shows without its data set.
 */
export async function planSuite(options: PlanOptions): Promise<SuitePlan> {
  return planOpenSuite(await openSuite(options.path, options), options);
}

/** The same of a suite that was read already. */
export async function planOpenSuite(
  opened: OpenSuite,
  options: Omit<PlanOptions, 'path'> = {},
  codeBase = new CodeBase(opened.configFolder),
): Promise<SuitePlan> {
  const folder = resultsOf(opened, options.resultsFolder);
  const { backend, threads } = await startBackend(opened);
  return describePlan(opened, folder, planSuiteCells(opened, { backend, threads }, codeBase), { backend, threads }, options); // prettier-ignore
}

function describePlan(
  opened: OpenSuite,
  folder: SuiteFolder,
  { planned, codeBase }: PlannedSuite,
  arithmetic: Pick<BackendDescription, 'backend' | 'threads'>,
  options: Omit<PlanOptions, 'path'>,
): SuitePlan {
  const chosen = chooseCells(planned, { ...options, selection: opened.selection });
  const changed = changedCode(codeBase.rootsFrom(folder.root), folder.root);
  const estimate = createEstimator(folder);
  const phases = distinctPhases(chosen).map(({ phase, cells }) => describePhase(phase, cells, folder, changed, estimate)); // prettier-ignore
  const digests = mergeDigests(chosen.map(({ code }) => code));
  const here = (path: string): string => relative('', path);
  return {
    suite: opened.name,
    profile: opened.profile ?? null,
    profiles: opened.profiles,
    overrides: opened.overrides,
    path: opened.path,
    results: here(folder.root),
    reads: planReads(opened, codeBase, Object.keys(digests)).map(here),
    arithmetic,
    processes: processesFor(opened.suite, options.processes),
    cells: chosen.map((cell) => describeCell(cell, statusOf(cell, folder, changed))),
    phases,
    code: Object.fromEntries(
      Object.entries(digests).map(([name, digest]) => [
        name,
        describeCode(codeBase.roots.get(name) ?? '', digest, here),
      ]),
    ),
    sharing: sharingOf(phases),
  };
}

function describePhase(
  phase: PhasePlan,
  cells: readonly string[],
  folder: SuiteFolder,
  changed: ChangedCode,
  estimate: Estimator,
): DescribedPhase {
  const stored = new PhaseFolder(folder.phase(phaseFolderName(phase)));
  const finished = stored.summary(phase.id) !== undefined;
  const estimated = estimate(phase);
  return {
    id: phase.id,
    name: phaseFolderName(phase),
    phase: phase.name,
    status: !finished ? 'unfinished' : changed(stored.code() ?? {}).length > 0 ? 'stale' : 'finished',
    uses: Object.entries(phase.uses).map(([name, id]) => phaseFolderName({ name, id })),
    cells,
    epochs: phase.cost,
    estimatedSeconds: estimated?.seconds ?? null,
    estimatedFrom: estimated?.basis ?? null,
    code: Object.keys(phase.code),
    config: phase.config,
  };
}

function statusOf(cell: PlannedCell, folder: SuiteFolder, changed: ChangedCode): DescribedCell['status'] {
  const stored = new CellFolder(folder.cell(cell.name));
  if (!isFinished(folder, indexCell(cell))) return stored.failure() === undefined ? 'unfinished' : 'failed';
  return changed(stored.code() ?? {}).length > 0 ? 'stale' : 'finished';
}
