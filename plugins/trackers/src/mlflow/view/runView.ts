import type { DatasetInput, Metric, RunStatus } from '@ballast/mlflow-ts-client';

/** What a run on the server should look like: a function of the store alone. */
export interface RunView {
  /** Tells it from all other runs of this store, for ever. */
  readonly identity: string;
  /** The identity of the run that it is nested in. */
  readonly parent: string | undefined;
  readonly name: string;
  readonly status: RunStatus;
  /** Whole milliseconds since 1970. */
  readonly startTime: number;
  readonly endTime: number | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** In an order to which only the end is added, as long as nothing is computed anew. */
  readonly points: readonly Metric[];
  /** Tells a computation from a later one of the same cell; undefined for a run that sums others up. */
  readonly computation: string | undefined;
  /** Read from the store when they are asked for. */
  readonly datasets: () => readonly DatasetInput[];
}
