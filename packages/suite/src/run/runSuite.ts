import { UserError, type SuiteEvent, type Tracker } from '@ballast/core';
import { initializeBackend, type BackendDescription } from '@ballast/tensor';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { asJson } from '../cells/cell.ts';
import type { PlannedCell } from '../cells/phasePlan.ts';
import { LocalProcesses } from '../launcher/localProcesses.ts';
import type { WorkerSetup } from '../launcher/messages.ts';
import { indexCell } from '../launcher/tasks.ts';
import { TaskData } from '../launcher/taskData.ts';
import { threadSettings } from '../launcher/workerProcess.ts';
import { isFinished, readSuiteResults } from '../results/readSuiteResults.ts';
import type { SuiteResults } from '../results/types.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { isLock, tryLock, type Lock } from '../store/lock.ts';
import { suiteFolder, type SuiteFolder } from '../store/suiteFolder.ts';
import { writeSuiteIndex, type SuiteIndex } from '../store/suiteIndex.ts';
import { checkSuite } from './checkSuite.ts';
import { openSuite, type OpenSuite } from './openSuite.ts';
import { forgetFailures } from './rerun.ts';
import { buildMethods, indexSuite, planCells } from './suitePlan.ts';
import { SuiteWork } from './suiteWork.ts';

export interface RunOptions {
  /** The suite's folder or file. */
  readonly path: string;
  /** Runs only the cells whose folder name contains this. */
  readonly only?: string | undefined;
  /** Runs failed cells again. */
  readonly rerunFailed?: boolean | undefined;
  /** Instead of the suite's own number of processes. */
  readonly processes?: number | undefined;
  /** Instead of the suite's own folder. */
  readonly resultsFolder?: string | undefined;
  /** How a person calls this program, for the commands that messages name. */
  readonly program: string;
  readonly trackers: readonly Tracker[];
  /** Stops cleanly: every checkpoint so far stays. */
  readonly signal: AbortSignal;
  /** One line for the person who waits. */
  readonly report: (message: string) => void;
}

export interface RunOutcome {
  readonly results: SuiteResults;
  readonly folder: SuiteFolder;
  /** Cells that were finished or failed in this run. */
  readonly computed: number;
  readonly interrupted: boolean;
}

/**
 * Checks a suite, computes what the store does not hold yet, and answers with all its results.
 * @throws UserError before anything is computed when something is wrong with the suite, and StoreError when the
 * results cannot be written.
 */
export async function runSuite(options: RunOptions): Promise<RunOutcome> {
  const opened = await openSuite(options.path);
  const folder = suiteFolder(resolve(options.resultsFolder ?? opened.suite.resultsFolder ?? 'results', opened.name));
  const backend = await startBackend(opened);
  const cells = await prepareCells(opened, backend, options);
  const lock = takeLock(folder);
  try {
    const chosen = chooseCells(cells.planned, options);
    const open = openCells(chosen, folder, options);
    writeSuiteIndex(folder, cells.index);
    const setup = workerSetup(opened, folder, backend);
    const computed = await compute(open, chosen.length, folder, setup, opened, options);
    return { results: readSuiteResults(folder.root), folder, computed, interrupted: options.signal.aborted };
  } finally {
    lock.release();
  }
}

function startBackend({ suite }: OpenSuite): Promise<BackendDescription> {
  Object.assign(process.env, threadSettings(suite.execution.threads)); // before the library is loaded
  return initializeBackend(suite.execution.backend);
}

interface PreparedCells {
  readonly planned: readonly PlannedCell[];
  readonly index: SuiteIndex;
}

/** Loads the data set once, here, so that workers find what it downloads. */
async function prepareCells(
  { name, suite, registry, configFolder, path }: OpenSuite,
  backend: BackendDescription,
  { program, resultsFolder, report }: RunOptions,
): Promise<PreparedCells> {
  const context = { cacheDirectory: cacheDirectory(configFolder), report };
  const dataset = await new TaskData(registry, context).dataset(suite.dataset);
  const methods = buildMethods(suite, registry);
  checkSuite(suite, registry, methods, dataset);
  const planned = planCells(suite, methods, backend);
  const command = [program, 'run', path, ...(resultsFolder === undefined ? [] : ['--results', resultsFolder])].join(
    ' ',
  );
  const known = { methods, classNames: dataset.classNames, versions: backend.versions, command };
  return { planned, index: indexSuite(name, suite, planned, known) };
}

function cacheDirectory(configFolder: string): string {
  return process.env['BALLAST_CACHE'] ?? join(configFolder, '.cache');
}

function takeLock(folder: SuiteFolder): Lock {
  const result = tryLock(folder.lockFile);
  if (isLock(result)) return result;
  throw new UserError({
    what: `this suite is being run already, by process ${String(result.pid)} on ${result.host}.`,
    where: folder.lockFile,
    fix: 'Wait for it, or give --results another folder. If that process is gone for certain, remove the file.',
  });
}

/** The cells that this run is about. */
function chooseCells(cells: readonly PlannedCell[], { only = '' }: RunOptions): PlannedCell[] {
  const chosen = cells.filter(({ name }) => name.includes(only));
  if (chosen.length > 0) return chosen;
  throw new UserError({
    what: `no cell's name contains "${only}".`,
    where: '--only',
    meant: `Names are like ${cells[0]?.name ?? 'method__corruption__seed0'}.`,
  });
}

/** Those of them that are neither finished nor failed. */
function openCells(chosen: readonly PlannedCell[], folder: SuiteFolder, options: RunOptions): PlannedCell[] {
  const unfinished = chosen.filter((cell) => !isFinished(folder, indexCell(cell)));
  if (options.rerunFailed === true) forgetFailures(unfinished, folder);
  return unfinished.filter(({ name }) => new CellFolder(folder.cell(name)).failure() === undefined);
}

function workerSetup(
  { folder, configFolder }: OpenSuite,
  store: SuiteFolder,
  backend: BackendDescription,
): WorkerSetup {
  return {
    pluginFolder: folder,
    resultsRoot: store.root,
    cacheDirectory: cacheDirectory(configFolder),
    arithmetic: { backend: backend.backend, threads: backend.threads },
  };
}

async function compute(
  open: readonly PlannedCell[],
  chosenCount: number,
  folder: SuiteFolder,
  setup: WorkerSetup,
  { name, suite }: OpenSuite,
  options: RunOptions,
): Promise<number> {
  if (open.length === 0) return 0;
  for (const cell of open) new CellFolder(folder.cell(cell.name)).writeConfig(asJson(cell.config));
  const emit = (event: SuiteEvent): void => {
    for (const tracker of options.trackers) tracker.handle(event);
  };
  const work = new SuiteWork(open, folder, emit, options.signal);
  const start = performance.now();
  emit({
    type: 'suite-started',
    suite: name,
    cells: chosenCount,
    cached: chosenCount - open.length,
    epochs: work.epochs,
  });
  const processes = options.processes ?? suite.execution.processes ?? coresFor(suite.execution.threads);
  await new LocalProcesses(setup, Math.min(processes, work.taskCount)).launch(work);
  emit({ type: 'suite-finished', suite: name, seconds: (performance.now() - start) / 1000 });
  await Promise.all(options.trackers.map((tracker) => tracker.close()));
  work.throwIfStopped();
  return work.endedCells;
}

function coresFor(threads: number): number {
  return Math.max(1, Math.floor(availableParallelism() / threads));
}
