import { fileURLToPath } from 'node:url';
import { threadSettings } from '../../../../packages/suite/src/launcher/workerProcess.ts';
import { BenchProcess } from './benchProcess.ts';

/** As the launcher starts its workers. */
export const allocatorSettings = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '4294967296',
  MALLOC_TOP_PAD_: '67108864',
};

export interface BallastOptions {
  readonly threads?: number;
  readonly backend?: 'native' | 'wasm';
  readonly environment?: Readonly<Record<string, string>>;
}

/** A process of our own, by the name of its file in `workers`. */
export function startBallast(worker: string, settings: object, options: BallastOptions = {}): BenchProcess {
  const { threads = 2, backend = 'native', environment = {} } = options;
  const script = fileURLToPath(new URL(`../workers/${worker}.ts`, import.meta.url));
  return new BenchProcess({
    program: process.execPath,
    parameters: ['--expose-gc', '--import', 'tsx', script, JSON.stringify(settings)],
    environment: { ...allocatorSettings, ...threadSettings(threads), BALLAST_BACKEND: backend, ...environment },
  });
}
