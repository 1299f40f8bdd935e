import { availableParallelism } from 'node:os';
import type { ResolvedSuite } from '../config/resolve.ts';

/** Child processes at a time: as asked for, as the suite says, else one for each core that its threads leave. */
export function processesFor({ execution }: Pick<ResolvedSuite, 'execution'>, asked?: number): number {
  return asked ?? execution.processes ?? Math.max(1, Math.floor(availableParallelism() / execution.threads));
}
