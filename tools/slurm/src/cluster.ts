import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { slurmConfiguration } from './configuration.ts';
import { findProgram } from './packages.ts';

type Daemon = 'munged' | 'slurmctld' | 'slurmd';
const startingOrder: readonly Daemon[] = ['munged', 'slurmctld', 'slurmd'];
const waitMilliseconds = 100;
const patienceMilliseconds = 30_000;

/** A Slurm cluster of one node on this machine, without systemd: real daemons, every file in one folder. */
export class Cluster {
  private constructor(readonly folder: string) {}

  /** Writes its configuration into a folder, and starts it. @throws Error when a daemon does not come up. */
  static async start(folder: string): Promise<Cluster> {
    for (const part of ['munge', 'state', 'spool']) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'munge', 'key'), randomBytes(128), { mode: 0o400 });
    const ports = { controller: await freePort(), node: await freePort() };
    writeFileSync(join(folder, 'slurm.conf'), slurmConfiguration(folder, ports));
    const cluster = new Cluster(folder);
    for (const daemon of startingOrder) cluster.startDaemon(daemon);
    await cluster.waitUntilIdle();
    return cluster;
  }

  /** One that was started before, by this process or another. */
  static at(folder: string): Cluster {
    return new Cluster(folder);
  }

  /** What a process needs to talk to it. */
  get environment(): { readonly SLURM_CONF: string } {
    return { SLURM_CONF: join(this.folder, 'slurm.conf') };
  }

  startDaemon(daemon: Daemon): void {
    const munge = join(this.folder, 'munge');
    const args = {
      munged: [
        '--force', // the temporary folder's parents may be written by others
        ...['key', 'socket', 'seed'].map((name) => `--${name}${name === 'socket' ? '' : '-file'}=${join(munge, name)}`),
        `--pid-file=${this.pidFile('munged')}`,
        `--log-file=${join(munge, 'log')}`,
      ],
      slurmctld: [],
      slurmd: [],
    }[daemon];
    const { status, stderr } = this.run(findProgram(daemon) ?? daemon, args);
    if (status !== 0) throw new Error(`${daemon} does not start: ${stderr}`);
  }

  /** Ends a daemon without giving it a moment; its jobs go on. */
  async kill(daemon: Daemon): Promise<void> {
    await this.end(daemon, 'SIGKILL');
  }

  /** Ends all jobs, then the daemons. */
  async stop(): Promise<void> {
    this.run('scancel', ['--user', String(process.getuid?.() ?? '')]);
    for (const daemon of startingOrder.toReversed()) await this.end(daemon, 'SIGTERM');
  }

  /** Runs one of Slurm's commands. */
  run(program: string, args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...this.environment } });
  }

  /** @throws Error when its node does not come up within half a minute. */
  async waitUntilIdle(): Promise<void> {
    await until(() => /^(idle|mix|alloc)/.test(this.run('sinfo', ['--noheader', '--format=%t']).stdout));
  }

  private async end(daemon: Daemon, signal: NodeJS.Signals): Promise<void> {
    const pid = this.pid(daemon);
    if (pid === undefined || !isAlive(pid)) return;
    process.kill(pid, signal);
    await until(() => !isAlive(pid));
  }

  private pid(daemon: Daemon): number | undefined {
    const file = this.pidFile(daemon);
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  }

  private pidFile(daemon: Daemon): string {
    return join(this.folder, `${daemon}.pid`);
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (const start = Date.now(); !condition();) {
    if (Date.now() - start > patienceMilliseconds) throw new Error('the cluster does not answer');
    await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
