import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Memory, Times } from './process.ts';
import { performancePage, type BenchResult } from './report.ts';
import { stepNames, type Sizes, type StepName } from './steps.ts';

/** `npm run bench`: times and memory of training steps, to docs/performance.md and results/bench/performance.json. */

const workspace = fileURLToPath(new URL('../../..', import.meta.url));

/** As the launcher starts its workers. */
const allocatorSettings = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '4294967296',
  MALLOC_TOP_PAD_: '67108864',
};

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    depth: { type: 'string', default: '32' },
    batch: { type: 'string', default: '128' },
    'meta-batch': { type: 'string', default: '100' },
  },
});
const sizes: Sizes = {
  depth: Number(values.depth),
  batch: Number(values.batch),
  metaBatch: Number(values['meta-batch']),
};

/** What a process of its own measures; its last line is the answer. */
function inProcess(...task: readonly string[]): unknown {
  const [kind = '', ...rest] = task;
  const script = fileURLToPath(new URL('./process.ts', import.meta.url));
  const output = execFileSync(process.execPath, ['--import', 'tsx', script, kind, JSON.stringify(sizes), ...rest], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: workspace,
    env: { ...allocatorSettings, ...process.env },
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? 'null');
}

function memoryOf(name: StepName): Record<'eager' | 'compiled', Memory> {
  return {
    eager: inProcess('memory', name, 'eager') as Memory,
    compiled: inProcess('memory', name, 'compiled') as Memory,
  };
}

const rounds = Number(values.rounds);
const result: BenchResult = {
  sizes,
  rounds,
  processor: `${cpus()[0]?.model ?? 'unknown processor'}, ${String(cpus().length)} cores`,
  loadBefore: loadavg()[0] ?? Number.NaN,
  times: inProcess('times', String(rounds)) as Times,
  memory: Object.fromEntries(stepNames.map((name) => [name, memoryOf(name)])) as BenchResult['memory'],
};
const folder = join(workspace, 'results', 'bench');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'performance.json'), `${JSON.stringify(result, undefined, 2)}\n`);
writeFileSync(join(workspace, 'docs', 'performance.md'), performancePage(result));
console.log(performancePage(result));
