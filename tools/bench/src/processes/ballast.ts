import { fileURLToPath } from 'node:url';
import { workerEnvironment } from '../../../../packages/suite/src/launcher/workerEnvironment.ts';
import { BenchProcess } from './benchProcess.ts';

export interface BallastOptions {
  readonly threads?: number;
  readonly backend?: 'native' | 'wasm';
  readonly environment?: Readonly<Record<string, string>>;
}

/** A process of our own, started as the launcher starts its workers, by the name of its file in `workers`. */
export function startBallast(worker: string, settings: object, options: BallastOptions = {}): BenchProcess {
  const { threads = 2, backend = 'native', environment = {} } = options;
  const script = fileURLToPath(new URL(`../workers/${worker}.ts`, import.meta.url));
  return new BenchProcess({
    program: process.execPath,
    parameters: ['--expose-gc', '--import', 'tsx', script, JSON.stringify(settings)],
    environment: { ...workerEnvironment({ threads, backend }), ...environment },
  });
}
