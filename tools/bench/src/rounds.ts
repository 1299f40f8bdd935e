import type { BenchProcess } from './processes/benchProcess.ts';

export interface Contestant {
  readonly name: string;
  readonly process: BenchProcess;
  /** What the process is asked for. */
  readonly step: string;
}

export interface Measured {
  /** Milliseconds of the first call: recording and compiling included. */
  readonly first: number;
  /** Milliseconds, a reading a round. */
  readonly rounds: readonly number[];
}

/**
 * Everyone warms up, then they take turns, each round beginning with another one. A turn is two calls, and the second
 * is read: in training a step follows one of its own kind, and finds caches and memory as that one left them.
 */
export async function takeTurns(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<Readonly<Record<string, Measured>>> {
  const measured: Record<string, { first: number; rounds: number[] }> = {};
  for (const { name, process, step } of contestants) {
    measured[name] = { first: await process.run(step), rounds: [] };
    console.log(`  ${name}: first call ${String(Math.round(measured[name].first))} ms`);
  }
  for (let round = 0; round < rounds; round++) {
    const begin = round % contestants.length;
    for (const { name, process, step } of [...contestants.slice(begin), ...contestants.slice(0, begin)]) {
      await process.run(step);
      measured[name]?.rounds.push(await process.run(step));
    }
  }
  return measured;
}
