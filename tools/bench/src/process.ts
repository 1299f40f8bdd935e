import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { initializeBackend } from '@ballast/tensor';
import { preparedSteps, stepNames, type Sizes, type StepName } from './steps.ts';

/** A process of the bench: measures what its arguments say, and prints it as JSON in its last line. */

export interface Times {
  readonly backend: Awaited<ReturnType<typeof initializeBackend>>;
  /** Milliseconds of the first call (recording and compiling included), and of every round. */
  readonly steps: Readonly<Record<StepName, Readonly<Record<'eager' | 'compiled', Measured>>>>;
}

export interface Measured {
  readonly first: number;
  readonly rounds: readonly number[];
}

export interface Memory {
  /** Bytes resident before the first step, and at the highest. */
  readonly before: number;
  readonly peak: number;
}

const ways = ['eager', 'compiled'] as const;

function millisecondsOf(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

async function times(sizes: Sizes, rounds: number): Promise<Times> {
  const backend = await initializeBackend();
  const steps = preparedSteps(sizes);
  const first = (name: StepName, way: 'eager' | 'compiled') => ({
    first: millisecondsOf(steps[name][way]),
    rounds: [] as number[],
  });
  const measured = Object.fromEntries(
    stepNames.map((name) => [name, { eager: first(name, 'eager'), compiled: first(name, 'compiled') }]),
  ) as Record<StepName, Record<'eager' | 'compiled', { first: number; rounds: number[] }>>;
  for (let round = 0; round < rounds; round++) {
    for (const name of stepNames)
      for (const way of ways) measured[name][way].rounds.push(millisecondsOf(steps[name][way]));
  }
  return { backend, steps: measured };
}

async function memory(sizes: Sizes, name: StepName, way: 'eager' | 'compiled'): Promise<Memory> {
  await initializeBackend();
  const run = preparedSteps(sizes)[name][way];
  const before = process.memoryUsage().rss;
  for (let step = 0; step < 4; step++) run();
  const [, kibibytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return { before, peak: Number(kibibytes) * 1024 };
}

const [task, sizes, ...rest] = process.argv.slice(2) as ['times' | 'memory', string, ...string[]];
const parsed = JSON.parse(sizes) as Sizes;
const result =
  task === 'times'
    ? await times(parsed, Number(rest[0]))
    : await memory(parsed, rest[0] as StepName, rest[1] as 'eager' | 'compiled');
console.log(JSON.stringify(result));
