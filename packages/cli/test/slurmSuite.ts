import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Cluster, type ClusterOptions } from '../../../tools/slurm/src/cluster.ts';
import { closeGate } from './gate.ts';
import { start, suiteInTemporaryFolder, tinyDigits, until, type Ended, type Started } from './support.ts';

/** Of each phase; and those after which the gate holds it. */
export const [epochs, allowed] = [8, 3];

/** Four cells of one phase each: elements 0 to 3 of a job array. */
export const suite = `${tinyDigits}methodDefaults: { epochs: ${String(epochs)}, loss: gated }
methods:
  small-batches: { type: plain, batchSize: 64 }
  large-batches: { type: plain, batchSize: 128 }
launcher: { type: slurm, pollSeconds: 0.3, warningSeconds: 10 }
`;

const folders: string[] = [];

/** A folder that `removeFolders` removes. */
export function temporary(path: string): string {
  folders.push(path);
  return path;
}

export function removeFolders(): void {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
}

/** Starts a cluster for all commands of this process, and of those that it starts. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const cluster = await Cluster.start(temporary(mkdtempSync(join(tmpdir(), 'ballast-slurm-'))), options);
  process.env['SLURM_CONF'] = cluster.environment.SLURM_CONF;
  return cluster;
}

export async function stopCluster(cluster: Cluster | undefined): Promise<void> {
  await cluster?.stop();
  removeFolders();
  delete process.env['SLURM_CONF'];
}

/** A suite in a folder of its own, run on the cluster. */
export class SlurmSuite {
  readonly folder: string;

  constructor(text = suite) {
    this.folder = temporary(suiteInTemporaryFolder(text));
  }

  /** A run that stays in its middle until the gate is opened: its first phase has done all the epochs that it may. */
  async startHeld(...args: string[]): Promise<Started> {
    closeGate(this.folder, allowed);
    const running = this.start(...args);
    await until(() => this.hasReached(0, allowed) || running.child.exitCode !== null);
    expect(running.child.exitCode, running.stderr()).toBeNull();
    return running;
  }

  start(...args: string[]): Started {
    return start(this.folder, 'run', '.', '--results', 'results', ...args);
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  status(): Promise<Ended> {
    return start(this.folder, 'status', '.', '--results', 'results').ended;
  }

  get results(): string {
    return resultsOf(this.folder);
  }

  waves(): string[] {
    const path = existsSync(join(this.folder, 'results')) ? join(this.results, 'slurm') : 'none';
    return (existsSync(path) ? readdirSync(path) : []).map((name) => join(path, name));
  }

  /** Whether an element of the first wave has logged an epoch, counted from 1. */
  hasReached(element: number, epoch: number): boolean {
    return logOf(this.waves()[0], element).includes(epochLine(epoch));
  }

  /** Processes that work on an element, or on any: their command lines have a word. */
  processes(word: string): number[] {
    return processIds().filter((pid) => {
      const own = commandLine(pid);
      return own.includes(word) && (own + commandLine(parentOf(pid))).includes(this.folder);
    });
  }
}

export function resultsOf(folder: string): string {
  return join(folder, 'results', readdirSync(join(folder, 'results'))[0] ?? 'none');
}

export function logOf(wave: string | undefined, element: number): string {
  const file = join(wave ?? '', `${String(element)}.log`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

export function epochLine(epoch: number): string {
  return `epoch ${String(epoch)}/${String(epochs)}\n`;
}

/** A variable of a process's environment; undefined where it has none, or is gone. */
export function variableOf(pid: number, name: string): string | undefined {
  const entry = readProc(pid, 'environ').split('\0').find((text) => text.startsWith(`${name}=`)); // prettier-ignore
  return entry?.slice(name.length + 1);
}

export function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readProc(pid, 'status'))?.[1] ?? 0);
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function commandLine(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ');
}

/** Empty when the process is gone. */
function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
