import type { Task } from '../tasks.ts';
import type { PhaseMemory } from './phaseMemory.ts';

/** A process that runs a phase, or will: how much memory it takes now, in MiB. */
export interface MemoryUser {
  readonly task: Task;
  readonly megabytes: number;
}

/** What a task was refused for, in MiB. */
export interface Shortage {
  readonly needed: number;
  readonly free: number;
}

/**
 * Whether the free memory holds another phase: what such a phase was seen to take, beside what those that run may
 * still grow by. Undefined when it does; always when nothing else runs, and for phases that nobody has measured.
 * @param candidate with what its process takes already.
 */
export function shortageFor(
  candidate: MemoryUser,
  running: readonly MemoryUser[],
  memory: PhaseMemory,
  free: number,
): Shortage | undefined {
  if (running.length === 0) return undefined;
  const own = growth(candidate, memory);
  if (own === undefined) return undefined;
  const others = running.reduce((sum, user) => sum + (growth(user, memory) ?? 0), 0);
  return own + others > free ? { needed: own + others, free } : undefined;
}

function growth({ task, megabytes }: MemoryUser, memory: PhaseMemory): number | undefined {
  const peak = task.kind === 'phase' ? memory.peak(task.phase.config) : 0;
  return peak === undefined ? undefined : Math.max(0, peak - megabytes);
}
