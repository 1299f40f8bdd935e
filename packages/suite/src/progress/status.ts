import { lockHolder, type LockHolder } from '@ballast/core';
import { readEnded } from '../launcher/slurm/ended.ts';
import { readQueue, type QueuedElement } from '../launcher/slurm/queue.ts';
import { openWaves } from '../launcher/slurm/wave.ts';
import { isFinished } from '../results/readSuiteResults.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import { readSuiteIndex, type IndexedCell, type IndexedPhase } from '../store/suiteIndex.ts';

/** An unfinished phase that somebody computes, that waits in a cluster's queue, or whose job has ended there. */
export interface ActivePhase {
  /** The first cell that has it. */
  readonly cell: string;
  readonly phase: string;
  readonly epochsDone: number;
  /** Undefined before the first epoch. */
  readonly epochs: number | undefined;
  /** The process that computes it. */
  readonly holder: LockHolder | undefined;
  /** Its job, where a cluster has it. */
  readonly job: QueuedElement | undefined;
}

export interface SuiteStatus {
  readonly suite: string;
  readonly finished: number;
  readonly failed: number;
  readonly unfinished: number;
  /** The process that runs the suite. */
  readonly runner: LockHolder | undefined;
  readonly active: readonly ActivePhase[];
  /** Why the cluster's queue is not known. */
  readonly problem: string | undefined;
}

/**
 * What a suite is doing now, from its results and, where it has jobs on a cluster, from the queue and the account of
 * jobs that have ended.
 * @throws UserError when there are no results.
 */
export async function readStatus(folder: SuiteFolder): Promise<SuiteStatus> {
  const { name, cells } = readSuiteIndex(folder);
  const open = cells.filter((cell) => !isFinished(folder, cell));
  const failed = open.filter((cell) => new CellFolder(folder.cell(cell.name)).failure() !== undefined);
  const { jobs, problem } = await jobsByPhase(folder);
  return {
    suite: name,
    finished: cells.length - open.length,
    failed: failed.length,
    unfinished: open.length - failed.length,
    runner: lockHolder(folder.lockFile),
    active: phasesOf(open).flatMap((entry) => activePhase(entry, folder, jobs)),
    problem,
  };
}

interface PhaseOfCell {
  readonly cell: string;
  readonly phase: IndexedPhase;
}

/** Each phase once, with the first cell that has it. */
function phasesOf(cells: readonly IndexedCell[]): PhaseOfCell[] {
  const phases = new Map<string, PhaseOfCell>();
  for (const cell of cells) {
    for (const phase of cell.phases) {
      if (!phases.has(phase.id)) phases.set(phase.id, { cell: cell.name, phase });
    }
  }
  return [...phases.values()];
}

function activePhase({ cell, phase }: PhaseOfCell, suite: SuiteFolder, jobs: Jobs): ActivePhase[] {
  const folder = new PhaseFolder(suite.phase(phase.folder));
  if (folder.summary(phase.id) !== undefined) return [];
  const holder = lockHolder(folder.file('lock'));
  const job = jobs.get(phase.id);
  if (holder === undefined && job === undefined) return [];
  const last = folder.metrics().at(-1);
  return [{ cell, phase: phase.name, epochsDone: last === undefined ? 0 : last.epoch + 1, epochs: last?.epochs, holder, job }]; // prettier-ignore
}

type Jobs = ReadonlyMap<string, QueuedElement>;

/** The latest job of each phase that was submitted to a cluster, by the phase's id. */
async function jobsByPhase(folder: SuiteFolder): Promise<{ jobs: Jobs; problem: string | undefined }> {
  const waves = openWaves(folder.root);
  if (waves.length === 0) return { jobs: new Map(), problem: undefined };
  const [queue, ended] = await Promise.all([readQueue(), readEnded(waves)]);
  const elements = new Map(waves.map((wave) => [wave.name, wave.read()?.elements ?? []]));
  const shown = [...ended, ...('elements' in queue ? queue.elements : [])];
  const jobs = shown.flatMap((job) =>
    (elements.get(job.wave)?.[job.element] ?? []).map((task) => [task.id, job] as const),
  );
  return { jobs: new Map(jobs), problem: 'problem' in queue ? queue.problem : undefined };
}
