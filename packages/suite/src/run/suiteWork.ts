import type { SuiteEvent } from '@ballast/core';
import { phaseFolderName, type PlannedCell } from '../cells/phasePlan.ts';
import type { LaunchedWork } from '../launcher/contract.ts';
import type { TaskFailure, TaskOutcome, WorkerReport } from '../launcher/messages.ts';
import { Schedule } from '../launcher/schedule.ts';
import { planTasks, type SummaryTask, type Task } from '../launcher/tasks.ts';
import { StoreError } from '../store/atomic.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { describeLog } from '../store/log.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';

export interface WorkLimits {
  /** Only these tasks of those that the cells need. */
  readonly tasks?: ReadonlySet<string> | undefined;
  /** Stops at the first failure. */
  readonly bail?: boolean | undefined;
}

/** The tasks of a run: what is next, what came of each, and who is told. */
export class SuiteWork implements LaunchedWork {
  readonly signal: AbortSignal;
  readonly taskCount: number;
  /** Epochs that are to be run, by the phase's name. */
  readonly epochs: Readonly<Record<string, number>>;
  endedCells = 0;
  /** What failed tasks said, in the order in which they failed. */
  readonly failures: string[] = [];
  private readonly schedule: Schedule<Task>;
  private readonly stop = new AbortController();
  private stopReason: string | undefined;

  constructor(
    cells: readonly PlannedCell[],
    private readonly folder: SuiteFolder,
    private readonly emit: (event: SuiteEvent) => void,
    signal: AbortSignal,
    private readonly limits: WorkLimits = {},
  ) {
    const tasks = planTasks(cells, (phase) => {
      return new PhaseFolder(folder.phase(phaseFolderName(phase))).summary(phase.id) !== undefined;
    }).filter(({ id }) => limits.tasks?.has(id) ?? true);
    this.schedule = new Schedule(tasks);
    this.taskCount = tasks.length;
    this.epochs = epochsByPhase(tasks);
    this.signal = AbortSignal.any([signal, this.stop.signal]);
  }

  next(): Task | undefined {
    return this.schedule.start();
  }

  isDone(): boolean {
    return this.schedule.isEmpty;
  }

  started(task: Task): void {
    if (task.kind === 'phase') this.emit({ type: 'phase-started', cell: task.cell, phase: task.phase.name });
  }

  progressed(task: Task, report: WorkerReport): void {
    if (task.kind !== 'phase') return;
    if (report.type === 'warning') this.emit({ ...report, cell: task.cell });
    if (report.type !== 'epoch') return;
    const { epoch, epochs, metrics } = report;
    this.emit({ type: 'epoch-finished', cell: task.cell, phase: task.phase.name, epoch, epochs, metrics });
  }

  ended(task: Task, outcome: TaskOutcome): void {
    if (task.kind === 'phase') this.emit({ type: 'phase-finished', cell: task.cell, phase: task.phase.name });
    if (outcome.status === 'failed') {
      this.fail(task, outcome.failure);
      return;
    }
    this.schedule.succeed(task.id);
    if (task.kind === 'summary') this.cellEnded({ type: 'cell-finished', cell: task.cell.name, status: 'finished' });
  }

  /** @throws StoreError when the results could not be written. */
  throwIfStopped(): void {
    if (this.stopReason !== undefined) throw new StoreError({ what: this.stopReason });
  }

  private fail(task: Task, failure: TaskFailure): void {
    if (failure.stopsSuite) {
      this.stopReason = failure.message;
      this.stop.abort();
      return;
    }
    this.failures.push(describeFailure(task, failure));
    for (const lost of this.schedule.fail(task.id)) {
      if (lost.kind === 'summary') this.failCell(lost, task, failure);
    }
    if (this.limits.bail === true) this.stop.abort();
  }

  private failCell({ cell }: SummaryTask, task: Task, failure: TaskFailure): void {
    const message = describeFailure(task, failure);
    const phases = cell.phases.map((phase) => new PhaseFolder(this.folder.phase(phase.folder)));
    const log = describeLog(phases, [message, ...(failure.stack === '' ? [] : [failure.stack])]);
    new CellFolder(this.folder.cell(cell.name)).fail({ kind: failure.kind, message }, log);
    this.cellEnded({ type: 'cell-finished', cell: cell.name, status: 'failed', message });
  }

  private cellEnded(event: SuiteEvent): void {
    this.endedCells++;
    this.emit(event);
  }
}

function describeFailure(task: Task, { message }: TaskFailure): string {
  return task.kind === 'phase' ? `${task.phase.name}: ${message}` : message;
}

function epochsByPhase(tasks: readonly Task[]): Record<string, number> {
  const epochs: Record<string, number> = {};
  for (const task of tasks) {
    if (task.kind === 'phase') epochs[task.phase.name] = (epochs[task.phase.name] ?? 0) + task.cost;
  }
  return epochs;
}
