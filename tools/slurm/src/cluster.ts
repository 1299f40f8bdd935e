import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { accountingConfiguration, clusterName, slurmConfiguration } from './configuration.ts';
import { daemonEnvironment, daemonsOf, type Daemon } from './daemons.ts';
import { createDatabase, databaseSocket } from './database.ts';
import { findProgram } from './packages.ts';

const waitMilliseconds = 100;
const patienceMilliseconds = 60_000;
/** Starts are told in these. */
const wholeSecond = 1_000;

export interface ClusterOptions {
  /** Every one is this machine, with its part of the cores: `node1`, `node2`, … */
  readonly nodes?: number;
  /** With a database of the jobs that have ended, which `sacct` reads. */
  readonly accounting?: boolean;
  /** After so many seconds of silence a node is down, and its jobs go back into the queue. */
  readonly nodeTimeoutSeconds?: number;
}

/** A Slurm cluster on this machine, without systemd: real daemons, every file in one folder. */
export class Cluster {
  private constructor(
    readonly folder: string,
    private readonly daemons: readonly Daemon[],
  ) {}

  /** Writes its configuration into a folder, and starts it. @throws Error when a daemon does not come up. */
  static async start(folder: string, options: ClusterOptions = {}): Promise<Cluster> {
    const { nodes = 1, accounting = false, nodeTimeoutSeconds = 300 } = options;
    for (const part of ['munge', 'state', 'spool']) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'munge', 'key'), randomBytes(128), { mode: 0o400 });
    const names = Array.from({ length: nodes }, (_, index) => `node${String(index + 1)}`);
    const [controllerPort = 0, accountingPort = 0, ...nodePorts] = await freePorts(2 + nodes);
    const layout = {
      nodes: names.map((name, index) => ({ name, port: nodePorts[index] ?? 0 })),
      controllerPort,
      accountingPort: accounting ? accountingPort : undefined,
      nodeTimeoutSeconds,
    };
    writeFileSync(join(folder, 'slurm.conf'), slurmConfiguration(folder, layout));
    const daemons = daemonsOf(folder, names, accounting);
    writeFileSync(join(folder, 'daemons.json'), JSON.stringify(daemons));
    const cluster = new Cluster(folder, daemons);
    if (layout.accountingPort !== undefined) prepareAccounting(folder, layout.accountingPort);
    try {
      for (const { name } of daemons) await cluster.startDaemon(name);
      await cluster.waitUntilIdle();
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** One that was started before, by this process or another. */
  static at(folder: string): Cluster {
    return new Cluster(folder, JSON.parse(readFileSync(join(folder, 'daemons.json'), 'utf8')) as Daemon[]);
  }

  /** What a process needs to talk to it. */
  get environment(): { readonly SLURM_CONF: string } {
    return { SLURM_CONF: daemonEnvironment(this.folder).SLURM_CONF };
  }

  /** @param name `munged`, `mariadbd`, `slurmdbd`, `slurmctld`, or a node's. @throws Error when it does not come up. */
  async startDaemon(name: string): Promise<void> {
    const { program, args, leaves } = this.daemon(name);
    const path = findProgram(program) ?? program;
    if (leaves) {
      const { status, stderr } = this.run(path, args);
      if (status !== 0) throw new Error(`${name} does not start: ${stderr}`);
    } else {
      spawn(path, args, { detached: true, stdio: 'ignore', env: this.fullEnvironment() }).unref();
    }
    await until(() => this.answers(name));
  }

  /** Ends a daemon without giving it a moment; its jobs go on. */
  async kill(name: string): Promise<void> {
    await this.end(name, 'SIGKILL');
  }

  /** Ends all jobs, then the daemons. */
  async stop(): Promise<void> {
    this.run('scancel', ['--user', String(process.getuid?.() ?? '')]);
    for (const { name } of this.daemons.toReversed()) await this.end(name, 'SIGTERM');
  }

  /** Runs one of Slurm's commands. */
  run(program: string, args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(program, args, { encoding: 'utf8', env: this.fullEnvironment() });
  }

  /** @throws Error when not all of its nodes come up within a minute. */
  async waitUntilIdle(): Promise<void> {
    await until(() => {
      const states = this.run('sinfo', ['--Node', '--noheader', '--partition=main', '--format=%t']).stdout.trim();
      return states !== '' && states.split('\n').every((state) => /^(idle|mix|alloc)$/.test(state));
    });
  }

  /**
   * Waits until the controller has written down the jobs that run: one that it has not would be an orphan to a
   * controller that starts anew, and its node drained. It writes after a number of changes, so here are some.
   */
  async waitUntilSaved(): Promise<void> {
    const saved = join(this.folder, 'state', 'job_state');
    await until(() => {
      const jobs = this.run('squeue', ['--noheader', '--states=RUNNING', '--format=%A %S']).stdout.trim().split('\n');
      const starts = jobs.map((job) => Date.parse(job.split(' ')[1] ?? ''));
      for (const job of jobs) this.run('scontrol', ['update', `JobId=${job.split(' ')[0] ?? ''}`, 'Comment=saved']);
      return existsSync(saved) && statSync(saved).mtimeMs > Math.max(...starts) + wholeSecond;
    });
  }

  private daemon(name: string): Daemon {
    const daemon = this.daemons.find((candidate) => candidate.name === name);
    if (daemon === undefined) throw new Error(`this cluster has no daemon ${name}`);
    return daemon;
  }

  /** Whether those that start later can use it. The accounting has to know the cluster before the controller asks. */
  private answers(name: string): boolean {
    if (name === 'mariadbd') return existsSync(databaseSocket(this.folder));
    if (name !== 'slurmdbd') return true;
    return this.run('sacctmgr', ['--immediate', '--quiet', 'add', 'cluster', clusterName]).status === 0;
  }

  private async end(name: string, signal: NodeJS.Signals): Promise<void> {
    const pid = this.pid(name);
    if (pid === undefined || !isAlive(pid)) return;
    process.kill(pid, signal);
    await until(() => !isAlive(pid));
  }

  private pid(name: string): number | undefined {
    const file = join(this.folder, `${name}.pid`);
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  }

  private fullEnvironment(): NodeJS.ProcessEnv {
    return { ...process.env, ...daemonEnvironment(this.folder) };
  }
}

function prepareAccounting(folder: string, port: number): void {
  createDatabase(folder);
  writeFileSync(join(folder, 'slurmdbd.conf'), accountingConfiguration(folder, port), { mode: 0o600 });
}

async function until(condition: () => boolean): Promise<void> {
  for (const start = Date.now(); !condition();) {
    if (Date.now() - start > patienceMilliseconds) throw new Error('the cluster does not answer');
    await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
  }
}

/** A process that nobody waits for stays in the table when it has ended: it does nothing any more. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** All different: none is given back before the last one is found. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
