import type { Arithmetic } from '../cells/cell.ts';
import type { FailureRecord } from '../store/cellFolder.ts';
import type { Task } from './tasks.ts';

/** What a worker has to know before its first task. */
export interface WorkerSetup {
  /** From where plugins are discovered: the suite file's folder. */
  readonly pluginFolder: string;
  /** The suite's folder in the results store. */
  readonly resultsRoot: string;
  readonly cacheDirectory: string;
  readonly arithmetic: Arithmetic;
}

export interface TaskFailure extends FailureRecord {
  readonly stack: string;
  /** The results cannot be written: no other task would fare better. */
  readonly stopsSuite: boolean;
}

export type TaskOutcome = { readonly status: 'done' } | { readonly status: 'failed'; readonly failure: TaskFailure };

/** Suite to worker. */
export type WorkerRequest =
  | { readonly type: 'set-up'; readonly setup: WorkerSetup }
  | { readonly type: 'run'; readonly task: Task }
  | { readonly type: 'stop' };

export interface EpochProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Worker to suite; always about the task that was asked for last. */
export type WorkerReport =
  | ({ readonly type: 'epoch' } & EpochProgress)
  | { readonly type: 'notice'; readonly message: string }
  /** Of the task itself: the person who waits is told. */
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'outcome'; readonly outcome: TaskOutcome };
