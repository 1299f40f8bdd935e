import { isLock, tryLock, type Lock, type LockHolder } from '@ballast/core';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PhaseFolder } from '../store/phaseFolder.ts';
import { hasLeftQueue } from './slurm/queue.ts';

const firstWaitMilliseconds = 200;
const longestWaitMilliseconds = 10_000;

/** Waits for whoever computes the phase: a worker whose suite was killed goes on to the end of its epoch. */
export async function lockPhase(folder: PhaseFolder): Promise<Lock> {
  let gone: LockHolder | undefined;
  for (let wait = firstWaitMilliseconds; ; wait = Math.min(2 * wait, longestWaitMilliseconds)) {
    const result = tryLock(folder.file('lock'), gone);
    if (isLock(result)) return result;
    gone = (await hasGoneElsewhere(result)) ? result : undefined;
    if (gone === undefined) await sleep(wait);
  }
}

/** Of another machine's processes only the queue tells; a job that was requeued does not wait for itself. */
async function hasGoneElsewhere({ host, job }: LockHolder): Promise<boolean> {
  if (host === hostname() || job === undefined) return false;
  return job === process.env['SLURM_JOB_ID'] || (await hasLeftQueue(job));
}
