import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../../../tools/slurm/src/cluster.ts';
import { describeMissing } from '../../../tools/slurm/src/packages.ts';
import { closeGate, openGate } from './gate.ts';
import { ballast, comparableResults, patient, start, suiteInTemporaryFolder, until, type Started } from './support.ts';

const missing = describeMissing();
if (missing !== undefined) console.warn(`Skipped: suites on a Slurm cluster (${missing}).`);

/** Of each phase; and those after which the gate holds it. */
const [epochs, allowed] = [8, 3];

const suite = `title: Tiny
dataset: digits
data: { meta: { perClass: 3 }, validation: { fraction: 0.1 } }
model: { type: mlp, hidden: [16] }
seeds: [0, 1]
corruptions:
  flip2: { imbalance: { type: exponential, ratio: 4 }, noise: { type: flip2, rate: 0.4 } }
methodDefaults: { epochs: ${String(epochs)}, loss: gated }
methods:
  small-batches: { type: plain, batchSize: 64 }
  large-batches: { type: plain, batchSize: 128 }
launcher: { type: slurm, pollSeconds: 0.3, warningSeconds: 10 }
`;

describe.skipIf(missing !== undefined)('a suite on a Slurm cluster', patient, () => {
  let cluster: Cluster;
  let expected: Record<string, string>;
  let folder: string;
  const folders: string[] = [];

  beforeAll(async () => {
    cluster = await Cluster.start(temporary(mkdtempSync(join(tmpdir(), 'ballast-slurm-'))));
    process.env['SLURM_CONF'] = cluster.environment.SLURM_CONF;
    const local = temporary(suiteInTemporaryFolder(suite));
    await ballast(local, 'run', '.', '--launcher', 'local', '--results', 'results');
    expected = comparableResults(resultsOf(local));
    expect(Object.keys(expected).length).toBeGreaterThan(40);
  }, patient.timeout);

  afterEach(() => {
    cluster.run('scancel', [`--user=${String(process.getuid?.())}`]);
  });

  afterAll(async () => {
    await cluster.stop();
    for (const path of folders) rmSync(path, { recursive: true, force: true });
    delete process.env['SLURM_CONF'];
  });

  it('is one job array, gives the bytes of local processes, and keeps the logs of its jobs', async () => {
    folder = temporary(suiteInTemporaryFolder(suite));
    const { code, stdout, stderr } = await run();
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('4 cells ran now, 4 of 4 are finished.');
    expect(comparableResults(resultsOf(folder))).toEqual(expected);
    const [wave, ...others] = waves();
    expect(others).toEqual([]);
    for (const element of [0, 1, 2, 3]) expect(logOf(wave, element)).toContain(epochLine(epochs));
    expect((await run()).stdout).toContain('Nothing to do');
    expect(waves()).toHaveLength(1);
  });

  it('goes on when the submitting process is killed; the next one finds its jobs and submits none twice', async () => {
    const killed = await startHeld();
    killed.child.kill('SIGKILL');
    await killed.ended;
    const status = await ballast(folder, 'status', '.', '--results', 'results');
    expect(status.stdout).toContain('0 of 4 cells done');
    expect(status.stdout).toContain('No process runs the suite');
    expect(status.stdout).toMatch(/small-batches__flip2__seed0 {2}training {2}epoch 3\/8 {2}job \d+_0 RUNNING on /);
    const next = startRun();
    await until(() => next.stderr().includes('4 phases are with the cluster already.'));
    openGate(folder);
    expect(await next.ended).toMatchObject({ code: 0 });
    expect(waves()).toHaveLength(1);
    expect(comparableResults(resultsOf(folder))).toEqual(expected);
  });

  it('completes with the same bytes when controller, node daemon and a job are killed in the middle', async () => {
    const running = await startHeld();
    await cluster.kill('slurmctld');
    await cluster.kill('slurmd');
    for (const job of processesOf('element.ts', folder).slice(0, 1)) process.kill(job, 'SIGKILL');
    await until(() => /Slurm: .*controller.* Jobs go on; trying again\./.test(running.stderr()));
    openGate(folder); // jobs end while nobody hears of it
    cluster.startDaemon('slurmctld');
    cluster.startDaemon('slurmd');
    const { code, stdout } = await running.ended;
    expect(stdout).toContain('4 of 4 are finished.');
    expect(code).toBe(0);
    expect(comparableResults(resultsOf(folder))).toEqual(expected);
  });

  it('is requeued at the signal before the time limit and goes on from its checkpoint', async () => {
    const running = await startHeld('--only', 'small-batches__flip2__seed0');
    const [job = ''] = cluster.run('squeue', ['--noheader', '--array', '--format=%i']).stdout.split('\n');
    cluster.run('scancel', ['--signal=USR2', '--batch', job]);
    closeGate(folder, allowed + 1);
    await until(() => logOf(waves()[0], 0).includes('back into the queue'));
    openGate(folder);
    expect(await running.ended).toMatchObject({ code: 0 });
    expectTwoJobs(logOf(waves()[0], 0));
    expectPartOfWhole();
  });

  it('reaches a time limit of a minute, is requeued and goes on from its checkpoint', async () => {
    const running = await startHeld('launcher.time=00:01:00', '--only', 'small-batches__flip2__seed0');
    expect(cluster.run('squeue', ['--noheader', '--array', '--format=%l']).stdout.trim()).toBe('1:00');
    await until(() => logOf(waves()[0], 0).includes('back into the queue'));
    openGate(folder);
    expect(await running.ended).toMatchObject({ code: 0 });
    expectTwoJobs(logOf(waves()[0], 0));
    expectPartOfWhole();
  });

  it('makes way for a job of more priority, and comes to the same bytes when that has ended', async () => {
    const running = await startHeld();
    const { stderr } = cluster.run('sbatch', ['--partition=urgent', '--exclusive', '--wait', '--output=/dev/null', '--wrap=true']); // prettier-ignore
    expect(stderr).toBe('');
    openGate(folder);
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(waves()).toHaveLength(1);
    expectTwoJobs(logOf(waves()[0], 0));
    expect(comparableResults(resultsOf(folder))).toEqual(expected);
  });

  it('loses one cell to a process that dies, and completes it when asked', async () => {
    const running = await startHeld();
    for (const worker of processesOf('worker.ts', folder).slice(0, 1)) process.kill(worker, 'SIGKILL');
    openGate(folder);
    const { code, stdout } = await running.ended;
    expect(code).toBe(1);
    expect(stdout).toContain('3 of 4 are finished.');
    expect(stdout).toContain('the process died (signal SIGKILL)');
    expect((await run('--rerun', 'failed')).stdout).toContain('1 cell ran now, 4 of 4 are finished.');
    expect(comparableResults(resultsOf(folder))).toEqual(expected);
  });

  it('says what sbatch refuses, with the command', async () => {
    folder = temporary(suiteInTemporaryFolder(suite.replace('{ type: slurm,', '{ type: slurm, partition: nowhere,')));
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toMatch(/sbatch refuses the jobs: .*invalid partition/);
    expect(stderr).toContain('--partition=nowhere');
  });

  function temporary(path: string): string {
    folders.push(path);
    return path;
  }

  const run = (...args: string[]) => startRun(...args).ended;
  const startRun = (...args: string[]) => start(folder, 'run', '.', '--results', 'results', ...args);

  /** A run that stays in its middle until the gate is opened: its first phase has done all the epochs that it may. */
  async function startHeld(...args: string[]): Promise<Started> {
    folder = temporary(suiteInTemporaryFolder(suite));
    closeGate(folder, allowed);
    const running = startRun(...args);
    const isHeld = () => waves().some((wave) => logOf(wave, 0).includes(epochLine(allowed)));
    await until(() => isHeld() || running.child.exitCode !== null);
    expect(running.child.exitCode, running.stderr()).toBeNull();
    return running;
  }

  /** The phase was begun twice, and no epoch of it run twice. */
  function expectTwoJobs(log: string): void {
    expect(log.match(/small-batches__flip2__seed0/g)).toHaveLength(2);
    for (let epoch = 1; epoch <= epochs; epoch++) expect(log.split(epochLine(epoch))).toHaveLength(2);
  }

  /** Of a run of one cell alone. */
  function expectPartOfWhole(): void {
    for (const [file, hash] of Object.entries(comparableResults(resultsOf(folder)))) {
      expect([file, hash]).toEqual([file, expected[file]]);
    }
  }

  function epochLine(epoch: number): string {
    return `epoch ${String(epoch)}/${String(epochs)}\n`;
  }

  function waves(): string[] {
    const path = existsSync(join(folder, 'results')) ? join(resultsOf(folder), 'slurm') : 'none';
    return (existsSync(path) ? readdirSync(path) : []).map((name) => join(path, name));
  }
});

function resultsOf(folder: string): string {
  return join(folder, 'results', readdirSync(join(folder, 'results'))[0] ?? 'none');
}

function logOf(wave: string | undefined, element: number): string {
  const file = join(wave ?? '', `${String(element)}.log`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Processes whose command line has a word, children of those that work on a folder's jobs. */
function processesOf(word: string, folder = ''): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const own = commandLine(pid);
      return own.includes(word) && (own + commandLine(parentOf(pid))).includes(folder);
    });
}

function commandLine(pid: number): string {
  return readProc(`/proc/${String(pid)}/cmdline`).replaceAll('\0', ' ');
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readProc(`/proc/${String(pid)}/status`))?.[1] ?? 0);
}

/** Empty when the process is gone. */
function readProc(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
