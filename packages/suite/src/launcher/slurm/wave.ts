import type { Json } from '@ballast/core';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically, writeJson } from '../../store/atomic.ts';
import { readOrUndefined } from '../../store/phaseFolder.ts';
import type { TaskFailure, WorkerSetup } from '../messages.ts';
import type { PhaseTask } from '../tasks.ts';

/** What one job array is to do; element n of the array runs `elements[n]`, one phase after another. */
export interface Wave {
  readonly setup: WorkerSetup;
  readonly elements: readonly (readonly PhaseTask[])[];
  /** How long after the signal before its time limit a job may go on with its epoch. */
  readonly patienceSeconds: number;
}

const Failure = z.object({
  kind: z.enum(['non-finite', 'user', 'crash', 'error']),
  message: z.string(),
  stack: z.string(),
  stopsSuite: z.boolean(),
});

/** `slurm/<wave>/` in a suite's results: what a job array is to do, its logs, and what failed. */
export class WaveFolder {
  constructor(readonly folder: string) {}

  /** Also the name of its jobs, by which they are found again; no two waves share one. */
  get name(): string {
    return basename(this.folder);
  }

  get scriptFile(): string {
    return join(this.folder, 'job.sh');
  }

  logFile(element: number | string): string {
    return join(this.folder, `${String(element)}.log`);
  }

  /** The wave last: with it the folder is whole. */
  write(wave: Wave, script: string): void {
    writeFileAtomically(this.scriptFile, script);
    writeJson(this.waveFile, wave as unknown as Json);
  }

  /** Undefined for a wave that is over, or was never whole. */
  read(): Wave | undefined {
    if (!existsSync(this.waveFile)) return undefined;
    return JSON.parse(readFileSync(this.waveFile, 'utf8')) as Wave;
  }

  ageSeconds(): number {
    return (Date.now() - statSync(this.scriptFile).mtimeMs) / 1000;
  }

  /** Nothing of it is waited for any more; its logs stay. */
  close(): void {
    rmSync(this.waveFile, { force: true });
  }

  /** Said by a job; that a phase is finished, its own folder says. */
  fail(task: PhaseTask, failure: TaskFailure): void {
    writeJson(this.failureFile(task), failure as unknown as Json);
  }

  failure(task: PhaseTask): TaskFailure | undefined {
    return readOrUndefined(this.failureFile(task), Failure);
  }

  forgetFailure(task: PhaseTask): void {
    rmSync(this.failureFile(task), { force: true });
  }

  log(element: number): string {
    const file = this.logFile(element);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  private get waveFile(): string {
    return join(this.folder, 'wave.json');
  }

  private failureFile({ phase }: PhaseTask): string {
    return join(this.folder, 'failures', `${phase.folder}.json`);
  }
}

/** The waves of a suite's results that may still have jobs. */
export function openWaves(resultsRoot: string): WaveFolder[] {
  const folder = join(resultsRoot, 'slurm');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => new WaveFolder(join(folder, name)))
    .filter((wave) => wave.read() !== undefined);
}

/** A name that no wave has had; the suite's name in it is for people who look at the queue. */
export function newWave(resultsRoot: string): WaveFolder {
  const suite = basename(resultsRoot).replaceAll(/[^\w.-]/g, '-');
  for (let time = Date.now(); ; time++) {
    const folder = join(resultsRoot, 'slurm', `ballast-${suite}-${time.toString(36)}`);
    if (!existsSync(folder)) return new WaveFolder(folder);
  }
}
