import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { explainDiskErrors, makeFolder } from './atomic.ts';

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

/**
 * Takes the lock, or says who holds it. The lock of a process that is gone counts for nothing.
 * @param gone a process on another machine of which that is known.
 */
export function tryLock(file: string, gone?: LockHolder): Lock | LockHolder {
  const mine = JSON.stringify({ ...describeProcess(process.pid), job: process.env['SLURM_JOB_ID'] });
  const candidate = `${file}.${hostname()}.${String(process.pid)}.tmp`;
  return explainDiskErrors(file, () => {
    makeFolder(dirname(file));
    writeFileSync(candidate, mine);
    try {
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
  });
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
  const aside = `${file}.${hostname()}.${String(process.pid)}.stale.tmp`;
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody else removed it
  }
  if (readIfThere(aside) !== expected) linkIfFree(aside, file);
  rmSync(aside, { force: true });
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
