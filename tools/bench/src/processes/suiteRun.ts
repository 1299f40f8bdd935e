import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspace } from '../places.ts';

export interface SuiteRun {
  /** A suite's folder or file. */
  readonly suite: string;
  readonly parameters?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The workspace that runs it; this one unless given. */
  readonly folder?: string;
}

/** Seconds of `ballast run` with results of its own, thrown away. @throws Error with its last lines when it fails */
export function secondsOfSuite({ suite, parameters = [], environment = {}, folder = workspace }: SuiteRun): number {
  const results = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
  const command = ['--import', 'tsx', 'packages/cli/src/main.ts', 'run', suite, '--results', results, ...parameters];
  const start = performance.now();
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    });
    if (status !== 0) throw new Error(`ballast run ${suite} failed:\n${`${stdout}\n${stderr}`.slice(-2000)}`);
    return (performance.now() - start) / 1000;
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}
