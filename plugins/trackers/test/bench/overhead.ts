import { MlflowServer } from '@ballast/mlflow-ts-client/testing';
import { readSuiteResults } from '@ballast/suite/results';
import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { suiteInTemporaryFolder, workspace } from '../../../../packages/cli/test/support.ts';

/**
 * What `tracker: mlflow` costs a run: the same suite with it and without, in turns, on one machine at one time.
 * `node --import tsx plugins/trackers/test/bench/overhead.ts [turns] [epochs]`, from the workspace's root.
 */
const [turns = 6, epochs = 400] = process.argv.slice(2).map(Number);
const command = join(workspace, 'packages/cli/bin/ballast.mjs');

const suite = `title: Overhead
dataset: digits
data: { meta: { perClass: 3 } }
model: { type: mlp, hidden: [64, 64] }
seeds: [0, 1]
corruptions:
  flip2: { noise: { type: flip2, rate: 0.4 } }
methods:
  cross-entropy: { type: plain, epochs: ${String(epochs)}, batchSize: 64 }
`;

interface Cost {
  /** Of all phases together, by the clock of the process that trains. */
  readonly training: number;
  /** Of the whole command, by the clock. */
  readonly wall: number;
  /** Of the processor, in the command and all that it started. */
  readonly processor: number;
}

/** Waits without blocking: what the server writes has to be read, or it stops. */
async function costOf(folder: string, tracker: string): Promise<Cost> {
  const results = mkdtempSync(join(folder, 'results-'));
  const run = [command, 'run', '.', '--results', results, '--processes', '1', '--tracker', tracker];
  const timed = `TIMEFORMAT='%R %U %S'; time "$@" >/dev/null 2>&1`;
  const script = ['-c', `{ ${timed}; } 2>&1`, 'run', process.execPath, ...run];
  const { stdout } = await promisify(execFile)('bash', script, { cwd: folder });
  const [wall = 0, user = 0, system = 0] = stdout.trim().split(' ').map(Number);
  const { cells } = readSuiteResults(join(results, basename(folder)));
  const training = cells.reduce((sum, { timing }) => sum + (timing?.seconds ?? NaN), 0);
  return { training, wall, processor: user + system };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? NaN) : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2;
}

function describe(name: keyof Cost, pairs: readonly { readonly none: Cost; readonly mlflow: Cost }[]): string {
  const ratios = pairs.map(({ none, mlflow }) => mlflow[name] / none[name]);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(3));
  const seconds = median(pairs.map(({ none }) => none[name]));
  return `${name}: ${median(ratios).toFixed(3)} (${String(least)} … ${String(most)}) of ${seconds.toFixed(1)} s without a tracker`;
}

const folder = suiteInTemporaryFolder(suite);
appendFileSync(join(folder, 'ballast.config.yaml'), `\n  - ${join(workspace, 'plugins/trackers/src/index.ts')}\n`);
const server = await MlflowServer.start();
try {
  process.env['MLFLOW_TRACKING_URI'] = server.trackingUri;
  const pairs: { none: Cost; mlflow: Cost }[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const before = turn % 2 === 0 ? undefined : await costOf(folder, 'mlflow');
    const none = await costOf(folder, 'none');
    const pair = { none, mlflow: before ?? (await costOf(folder, 'mlflow')) };
    console.log(JSON.stringify(pair)); // whoever stops it keeps what is measured by then
    pairs.push(pair);
  }
  console.log(`with the tracker mlflow against none, ${String(turns)} turns:`);
  for (const name of ['training', 'wall', 'processor'] as const) console.log(describe(name, pairs));
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
