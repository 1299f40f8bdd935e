import { isLock, tryLock, UserError, type Lock, type SuiteEvent, type Tracker } from '@ballast/core';
import type { BackendDescription } from '@ballast/tensor';
import { asJson } from '../cells/cell.ts';
import type { PlannedCell } from '../cells/phasePlan.ts';
import { createLauncher } from '../launcher/createLauncher.ts';
import type { WorkerSetup } from '../launcher/messages.ts';
import type { LauncherOptions } from '../launcher/options.ts';
import { readSuiteResults } from '../results/readSuiteResults.ts';
import type { SuiteResults } from '../results/types.ts';
import { explainDiskErrors } from '../store/atomic.ts';
import { CellFolder } from '../store/cellFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import { writeSuiteIndex } from '../store/suiteIndex.ts';
import { writeRecord } from '../tuning/record.ts';
import type { SuiteLayer } from '../tuning/tunedLayer.ts';
import { chooseCells, openCells } from './chooseCells.ts';
import { chooseLauncher } from './chooseLauncher.ts';
import { arePartsNamed, chooseParts, partOutcomes, type PartNames, type PartOutcome } from './chooseParts.ts';
import { chooseTracker } from './chooseTracker.ts';
import { openSuite, resultsOf, type OpenSuite } from './openSuite.ts';
import { cacheDirectory, prepareCells } from './prepareCells.ts';
import { processesFor } from './processes.ts';
import { forgetFailures, forgetStale } from './rerun.ts';
import { startBackend } from './startBackend.ts';
import { SuiteWork } from './suiteWork.ts';
import { Trackers } from './trackers.ts';
import { watchEdits } from './watchEdits.ts';

export interface RunOptions {
  /** The suite's folder, file or name. */
  readonly path: string;
  /** Instead of the suite's default profile. */
  readonly profile?: string | undefined;
  /** What changes the suite (`methodDefaults.epochs=5`) or names a part of its grid (`method=curvenet`). */
  readonly args?: readonly string[] | undefined;
  /** With the options that tuning chose for this profile and these arguments. */
  readonly tuned?: boolean | undefined;
  /** What changes the suite on top of all that. */
  readonly layer?: SuiteLayer | undefined;
  /** Runs only the cells whose folder name contains this. */
  readonly only?: string | undefined;
  /** Runs these cells and phases alone; other processes may run others at the same time. */
  readonly parts?: PartNames | undefined;
  /** Runs failed cells again. */
  readonly rerunFailed?: boolean | undefined;
  /** Runs cells again whose code has changed since. */
  readonly rerunStale?: boolean | undefined;
  /** Stops at the first failure. */
  readonly bail?: boolean | undefined;
  /** Instead of the suite's own number of processes. */
  readonly processes?: number | undefined;
  /** Instead of the suite's own folder. */
  readonly resultsFolder?: string | undefined;
  /** How a person calls this program, for the commands that messages name. */
  readonly program: string;
  readonly trackers: readonly Tracker[];
  /** Follows the run too, instead of the one that the suite names. */
  readonly tracker?: string | undefined;
  /** Where phases run, instead of what the suite says: `in-process`, `local`, `slurm`. */
  readonly launcher?: string | undefined;
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
  /** What tasks said that failed in this run. */
  readonly failures: readonly string[];
  readonly interrupted: boolean;
  /** Of the parts that were asked for by name. */
  readonly parts: readonly PartOutcome[];
}

/**
 * Checks a suite, computes what the store does not hold yet, and answers with all its results.
 * @throws UserError before anything is computed when something is wrong with the suite, and StoreError when the
 * results cannot be written.
 */
export async function runSuite(options: RunOptions): Promise<RunOutcome> {
  const opened = await openSuite(options.path, options);
  const editedFiles = watchEdits([opened.suite.file, opened.configFile]);
  const tracker = chooseTracker(opened, options.tracker);
  const launcher = chooseLauncher(opened, options.launcher);
  const folder = resultsOf(opened, options.resultsFolder);
  const backend = await startBackend(opened);
  const cells = await prepareCells(opened, folder, backend, options);
  const { parts = {} } = options;
  const isPart = arePartsNamed(parts);
  const lock = isPart ? undefined : takeLock(folder);
  try {
    const { cells: chosen, tasks } = chooseWork(cells.planned, opened, options);
    if (options.rerunStale === true) forgetStale(chosen, folder, (task) => tasks?.has(task) ?? true);
    if (options.rerunFailed === true || isPart) forgetFailures(chosen, folder);
    const open = openCells(chosen, folder);
    writeSuiteIndex(folder, cells.index);
    if (opened.tuning !== undefined) writeRecord(folder.root, opened.tuning);
    const setup = workerSetup(opened, folder, backend);
    const watching = { ...options, trackers: [...options.trackers, ...(tracker === undefined ? [] : [tracker])] };
    const done = await compute({ open, chosenCount: chosen.length, tasks }, folder, setup, opened, launcher, watching);
    for (const file of editedFiles()) {
      options.report(`${file} was edited while the suite ran: these are the results of what it was. Run it again.`);
    }
    return {
      results: readSuiteResults(folder.root),
      folder,
      ...done,
      interrupted: options.signal.aborted,
      parts: partOutcomes(cells.planned, parts, folder),
    };
  } finally {
    lock?.release();
  }
}

interface ChosenWork {
  readonly cells: readonly PlannedCell[];
  /** Ids of the only tasks that are wanted of them; undefined for all. */
  readonly tasks: ReadonlySet<string> | undefined;
}

function chooseWork(planned: readonly PlannedCell[], { selection }: OpenSuite, options: RunOptions): ChosenWork {
  const { parts = {} } = options;
  if (arePartsNamed(parts)) return chooseParts(planned, parts);
  return { cells: chooseCells(planned, { ...options, selection }), tasks: undefined };
}

function takeLock(folder: SuiteFolder): Lock {
  const result = explainDiskErrors(folder.lockFile, () => tryLock(folder.lockFile));
  if (isLock(result)) return result;
  throw new UserError({
    what: `this suite is being run already, by process ${String(result.pid)} on ${result.host}.`,
    where: folder.lockFile,
    fix: 'Wait for it, or give --results another folder. If that process is gone for certain, remove the file.',
  });
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
  { open, chosenCount, tasks }: Pick<ChosenWork, 'tasks'> & { open: readonly PlannedCell[]; chosenCount: number },
  folder: SuiteFolder,
  setup: WorkerSetup,
  { name, suite }: OpenSuite,
  launcherOptions: LauncherOptions,
  options: RunOptions,
): Promise<Pick<RunOutcome, 'computed' | 'failures'>> {
  if (open.length === 0) return { computed: 0, failures: [] };
  for (const cell of open) new CellFolder(folder.cell(cell.name)).writeConfig(asJson(cell.config));
  const trackers = new Trackers(options.trackers, { resultsRoot: folder.root, warn: options.report });
  const emit = (event: SuiteEvent): void => {
    trackers.handle(event);
  };
  const work = new SuiteWork(open, folder, emit, options.signal, { tasks, bail: options.bail });
  const start = performance.now();
  emit({
    type: 'suite-started',
    suite: name,
    cells: chosenCount,
    cached: chosenCount - open.length,
    epochs: work.epochs,
  });
  const processes = Math.min(processesFor(suite, options.processes), work.taskCount);
  const launcher = createLauncher(launcherOptions, { setup, processes, report: options.report });
  try {
    await launcher.launch(work);
    emit({ type: 'suite-finished', suite: name, seconds: (performance.now() - start) / 1000 });
  } finally {
    await trackers.close();
  }
  work.throwIfStopped();
  return { computed: work.endedCells, failures: work.failures };
}
