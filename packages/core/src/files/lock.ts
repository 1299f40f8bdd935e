import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { makeFolder } from './makeFolder.ts';

/** Who holds a lock. A process's start time tells it from a later one with the same number. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly started: string | undefined;
  /** The Slurm job that the process belongs to. */
  readonly job?: string | undefined;
}

export interface Lock {
  release(): void;
}

const pollMilliseconds = 200;

/**
 * Takes the lock, or says who holds it. The lock of a process that is gone counts for nothing.
 * @param gone a process on another machine of which that is known.
 * @throws Error of the file system, e.g. where nothing can be written.
 */
export function tryLock(file: string, gone?: LockHolder): Lock | LockHolder {
  const mine = JSON.stringify({ ...describeProcess(process.pid), job: process.env['SLURM_JOB_ID'] });
  const candidate = ownName(file, 'tmp');
  makeFolder(dirname(file));
  try {
    writeFileSync(candidate, mine);
    for (;;) {
      if (linkIfFree(candidate, file)) return lockOn(file, mine);
      const text = readIfThere(file);
      const holder = text === undefined ? undefined : parse(text);
      if (holder !== undefined && isAlive(holder) && text !== JSON.stringify(gone)) return holder;
      if (text !== undefined) removeIfEqual(file, text);
    }
  } finally {
    rmSync(candidate, { force: true });
  }
}

/** Runs `action` while no other process (or call) that uses the same lock runs its own. */
export async function withLock<T>(file: string, action: () => Promise<T>): Promise<T> {
  const lock = await waitForLock(file);
  try {
    return await action();
  } finally {
    lock.release();
  }
}

async function waitForLock(file: string): Promise<Lock> {
  for (;;) {
    const result = tryLock(file);
    if (isLock(result)) return result;
    await sleep(pollMilliseconds);
  }
}

function lockOn(file: string, content: string): Lock {
  return {
    release: () => {
      removeIfEqual(file, content);
    },
  };
}

/** Who holds the lock; undefined when nobody does who lives. */
export function lockHolder(file: string): LockHolder | undefined {
  const text = readIfThere(file);
  const holder = text === undefined ? undefined : parse(text);
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

/** Whether a process that lives holds the lock. */
export function isHeld(file: string): boolean {
  return lockHolder(file) !== undefined;
}

export function isLock(result: Lock | LockHolder): result is Lock {
  return 'release' in result;
}

function linkIfFree(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the lock aside before it is removed: between reading and removing, another process may have taken it. */
function removeIfEqual(file: string, expected: string): void {
  const aside = ownName(file, 'stale.tmp');
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody else removed it
  }
  if (readIfThere(aside) !== expected) linkIfFree(aside, file);
  rmSync(aside, { force: true });
}

/** A name beside the file that no other thread uses. */
function ownName(file: string, suffix: string): string {
  return [file, hostname(), process.pid, threadId, suffix].join('.');
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string): LockHolder | undefined {
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return undefined;
  }
}

/** On another host nobody can tell: it counts as alive. */
function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
  return describeProcess(holder.pid).started === holder.started;
}

function describeProcess(pid: number): LockHolder {
  return { pid, host: hostname(), started: startTime(pid) };
}

/** In clock ticks since boot, where the system tells (Linux: field 22 of `/proc/PID/stat`). */
function startTime(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${String(pid)}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
