import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this workspace. */
export const workspace = fileURLToPath(new URL('../../../', import.meta.url));
const command = join(workspace, 'packages/cli/bin/ballast.mjs');

/** How a suite begins that is computed in seconds: two seeds under one corruption. */
export const tinyDigits = `title: Tiny
dataset: digits
data: { meta: { perClass: 3 }, validation: { fraction: 0.1 } }
model: { type: mlp, hidden: [16] }
seeds: [0, 1]
corruptions:
  flip2: { imbalance: { type: exponential, ratio: 4 }, noise: { type: flip2, rate: 0.4 } }
`;

/** A folder of its own with a config that names this workspace's plugins, and a suite. */
export function suiteInTemporaryFolder(suite: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-cli-'));
  const plugins = ['plain', 'samplers', 'imbalance', 'noise', 'cross-entropy', 'focal'];
  const names = ['packages/data', 'packages/models', ...plugins.map((name) => `plugins/${name}`)];
  const gated = join(workspace, 'packages/cli/test/gatedLoss.ts');
  const files = [...names.map((name) => join(workspace, name, 'src/index.ts')), gated].map((file) => `  - ${file}`);
  writeFileSync(join(folder, 'ballast.config.yaml'), ['plugins:', ...files].join('\n'));
  writeFileSync(join(folder, 'suite.yaml'), suite);
  return folder;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has written on stderr so far. */
  readonly stderr: () => string;
}

/** Starts the real command in a folder. */
export function start(folder: string, ...args: string[]): Started {
  const child = spawn(process.execPath, [command, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', BALLAST_BACKEND: 'wasm', npm_lifecycle_event: undefined },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { child, ended, stderr: () => stderr };
}

export function ballast(folder: string, ...args: string[]): Promise<Ended> {
  return start(folder, ...args).ended;
}

/** Every file below a folder with the hash of its bytes, but those that name times, memory and host. */
export function comparableFiles(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .filter(({ name }) => !name.startsWith('timing.json') && name !== 'report.html')
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((file) => [relative(folder, file), digest(readFileSync(file))]),
  );
}

/**
 * What the cells and phases of a suite came to. Without the index, which has the folder's name, and without the digests
 * of the code, which somebody may be editing while a test runs.
 */
export function comparableResults(results: string): Record<string, string> {
  const files = Object.entries(comparableFiles(results));
  return Object.fromEntries(files.filter(([name]) => /^(cells|phases)\//.test(name) && !name.endsWith('code.json')));
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** For a test that starts many processes: on a busy machine each of them may take half a minute. */
export const patient = { timeout: 900_000 };

/** Waits until a condition holds. @throws Error after five minutes. */
export async function until(condition: () => boolean): Promise<void> {
  for (const start = Date.now(); !condition();) {
    if (Date.now() - start > 300_000) throw new Error('waited for five minutes');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** How many epochs the phases of a suite have logged. */
export function loggedEpochs(results: string): number {
  const phases = join(results, 'phases');
  if (statSync(phases, { throwIfNoEntry: false }) === undefined) return 0;
  return readdirSync(phases, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === 'metrics.jsonl')
    .reduce(
      (sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name), 'utf8').split('\n').length - 1,
      0,
    );
}

/** Processes that a process has started, on Linux; those of tsx's compiler are none of ours. */
export function childrenOf(pid: number | undefined): number[] {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
  return children
    .trim()
    .split(' ')
    .map(Number)
    .filter((child) => readFileSync(`/proc/${String(child)}/cmdline`, 'utf8').includes('worker.ts'));
}
