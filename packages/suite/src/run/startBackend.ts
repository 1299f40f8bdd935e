import { initializeBackend, type BackendDescription } from '@ballast/tensor';
import { threadSettings } from '../launcher/workerEnvironment.ts';
import type { OpenSuite } from './openSuite.ts';

/** The arithmetic of a suite's cells: its backend, with its number of threads. */
export function startBackend({ suite }: Pick<OpenSuite, 'suite'>): Promise<BackendDescription> {
  Object.assign(process.env, threadSettings(suite.execution.threads)); // before the library is loaded
  return initializeBackend(suite.execution.backend);
}
