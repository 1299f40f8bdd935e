import type { BackendDescription } from '@ballast/tensor';
import { relative } from 'node:path';
import { distinctPhases } from '../cells/phasePlan.ts';
import { changedCode } from '../code/changed.ts';
import { CodeBase } from '../code/codeBase.ts';
import { mergeDigests } from '../code/digests.ts';
import { chooseCells } from '../run/chooseCells.ts';
import { openSuite, resultsOf, type OpenSuite } from '../run/openSuite.ts';
import { planSuiteCells, type PlannedSuite } from '../run/prepareCells.ts';
import { processesFor } from '../run/processes.ts';
import type { RunOptions } from '../run/runOptions.ts';
import { startBackend } from '../run/startBackend.ts';
import { finishedElsewhere } from '../sharing/finishedElsewhere.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import { planReads } from './planReads.ts';
import { describeCell, describeCode, describePhase, type KnownState } from './describe.ts';
import { createEstimator } from './estimates.ts';
import { sharingOf, type SuitePlan } from './suitePlan.ts';

export type PlanOptions = Pick<
  RunOptions,
  'path' | 'profile' | 'args' | 'tuned' | 'only' | 'processes' | 'resultsFolder'
> & {
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
  const known: KnownState = {
    folder,
    changed: changedCode(codeBase.rootsFrom(folder.root), folder.root),
    estimate: createEstimator(folder),
    finishedElsewhere: finishedElsewhere(folder),
  };
  const phases = distinctPhases(chosen).map(({ phase, cells }) => describePhase(phase, cells, known));
  const digests = mergeDigests(chosen.map(({ code }) => code));
  const here = (path: string): string => relative('', path);
  return {
    suite: opened.name,
    profile: opened.profile ?? null,
    profiles: opened.profiles,
    overrides: opened.overrides,
    path: opened.path,
    results: here(folder.root),
    store: here(folder.store),
    reads: planReads(opened, codeBase, Object.keys(digests)).map(here),
    arithmetic,
    processes: processesFor(opened.suite, options.processes),
    cells: chosen.map((cell) => describeCell(cell, known)),
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
