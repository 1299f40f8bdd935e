import type { TaskOutcome, WorkerReport } from './messages.ts';
import type { Task } from './tasks.ts';

/** Where phases run. It decides when and on which machine, and nothing about what comes out. */
export interface Launcher {
  /**
   * Runs until nothing is left to do, something stops it, or the signal aborts.
   * @throws UserError when this launcher cannot run anything, as it is set up.
   */
  launch(work: LaunchedWork): Promise<void>;
}

/** The tasks of a run, as a launcher sees them. */
export interface LaunchedWork {
  /** Takes the next task that can run; undefined while each waits for another one. */
  next(): Task | undefined;
  isDone(): boolean;
  started(task: Task): void;
  progressed(task: Task, report: WorkerReport): void;
  ended(task: Task, outcome: TaskOutcome): void;
  readonly signal: AbortSignal;
}
