import type { RunStatus } from '@ballast/mlflow-ts-client';
import type { CellResult } from '@ballast/suite/results';

/** A group of cells runs until its last one has ended, and fails with any of them; what was left out is still to come. */
export function statusOfGroup(cells: readonly CellResult[], isRunning: boolean): RunStatus {
  const open = cells.filter(({ status }) => status === 'unfinished');
  if (open.length > 0 && isRunning) return 'RUNNING';
  if (open.length > 0) return open.some(({ epochs }) => epochs.length > 0) ? 'KILLED' : 'SCHEDULED';
  return cells.some(({ status }) => status === 'failed') ? 'FAILED' : 'FINISHED';
}

/** The end of the first epoch of all, in milliseconds since 1970; now when there is none. */
export function startOf(cells: readonly CellResult[]): number {
  const times = cells.flatMap(({ epochs }) => epochs[0]?.time ?? []);
  return times.length === 0 ? Date.now() : least(times);
}

/** The end of the last epoch of all; undefined while there is more to come. */
export function endOf(cells: readonly CellResult[], isRunning: boolean): number | undefined {
  if (['RUNNING', 'SCHEDULED'].includes(statusOfGroup(cells, isRunning))) return undefined;
  const times = cells.flatMap(({ epochs }) => epochs.at(-1)?.time ?? []);
  return times.length === 0 ? undefined : -least(times.map((time) => -time));
}

function least(values: readonly number[]): number {
  return values.reduce((left, right) => Math.min(left, right));
}
