import { isLock, tryLock, UserError, type Lock, type SuiteEvent } from '@ballast/core';
import type { BackendDescription } from '@ballast/tensor';
import { asJson } from '../cells/cell.ts';
import type { PlannedCell } from '../cells/phasePlan.ts';
import { createLauncher } from '../launcher/createLauncher.ts';
import type { WorkerSetup } from '../launcher/messages.ts';
import type { LauncherOptions } from '../launcher/options.ts';
import { readSuiteResults } from '../results/readSuiteResults.ts';
import { takeOverPhases } from '../sharing/takeOver.ts';
import { explainDiskErrors } from '../store/atomic.ts';
import { CellFolder } from '../store/cellFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import { writeSuiteIndex } from '../store/suiteIndex.ts';
import { writeRecord } from '../tuning/record.ts';
import { chooseCells, openCells, unfinishedPhases } from './chooseCells.ts';
import { chooseLauncher } from './chooseLauncher.ts';
import { arePartsNamed, chooseParts, partOutcomes } from './chooseParts.ts';
import { chooseTracker } from './chooseTracker.ts';
import { openSuite, resultsOf, type OpenSuite } from './openSuite.ts';
import { cacheDirectory, prepareCells } from './prepareCells.ts';
import { processesFor } from './processes.ts';
import { forgetFailures, forgetStale } from './rerun.ts';
import type { RunOptions, RunOutcome } from './runOptions.ts';
import { startBackend } from './startBackend.ts';
import { SuiteWork } from './suiteWork.ts';
import { Trackers } from './trackers.ts';
import { watchEdits } from './watchEdits.ts';

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
      chosen: chosen.map(({ name }) => name),
      command: cells.index.command,
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
  takeOverPhases(unfinishedPhases(open, folder, tasks), folder, options.report);
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
