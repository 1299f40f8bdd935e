import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installMlflow, PYTHON } from './environment.ts';

export interface ServerSettings {
  /** More of `mlflow server`'s arguments. */
  readonly arguments?: readonly string[];
  readonly prefix?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Below the server's own folder. */
  readonly artifactRoot?: string;
}

/** A real server on a free port, with its data in a folder of its own. */
export class MlflowServer {
  private process: ChildProcess | undefined;
  private log = '';
  private readonly killAtExit = (): void => {
    this.kill();
  };

  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly settings: ServerSettings,
  ) {
    process.on('exit', this.killAtExit);
  }

  static async start(settings: ServerSettings = {}): Promise<MlflowServer> {
    await installMlflow();
    const folder = await mkdtemp(join(tmpdir(), 'mlflow-server-'));
    const server = new MlflowServer(folder, await freePort(), settings);
    try {
      await server.launch();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  get trackingUri(): string {
    return `http://127.0.0.1:${String(this.port)}${this.settings.prefix ?? ''}`;
  }

  /** The same data on the same port, after a `kill` too. */
  async launch(): Promise<void> {
    const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(this.port), '--workers', '1'];
    const store = ['--backend-store-uri', `sqlite:///${join(this.folder, 'mlflow.db')}`];
    const root = this.settings.artifactRoot;
    const artifacts =
      root === undefined
        ? ['--artifacts-destination', join(this.folder, 'artifacts')]
        : ['--no-serve-artifacts', '--default-artifact-root', join(this.folder, root)];
    const child = spawn(PYTHON, [...args, ...store, ...artifacts, ...(this.settings.arguments ?? [])], {
      // A group of its own, so that its workers end with it.
      detached: true,
      cwd: this.folder,
      env: {
        ...process.env,
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
        MLFLOW_DISABLE_TELEMETRY: 'true',
        ...this.settings.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    const keep = (bytes: Buffer): void => void (this.log = (this.log + bytes.toString()).slice(-5000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    await this.ready(child);
  }

  /** Ends the server in the middle of whatever it does. */
  kill(): void {
    const pid = this.process?.pid;
    this.process = undefined;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }

  /** As `kill`, and waits until nothing answers on its port: a signal is only the beginning of an end. */
  async killed(): Promise<void> {
    this.kill();
    for (let tries = 0; tries < 600; tries += 1) {
      if (await refusesConnections(this.port)) return;
      await sleep(50);
    }
    throw new Error(`something still answers on port ${String(this.port)}`);
  }

  async stop(): Promise<void> {
    this.kill();
    process.off('exit', this.killAtExit);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async ready(child: ChildProcess): Promise<void> {
    for (let tries = 0; tries < 600; tries += 1) {
      if (child.exitCode !== null) throw new Error(`the MLflow server ended:\n${this.log}`);
      const answer = await fetch(`${this.trackingUri}/health`).catch(() => undefined);
      if (answer?.ok === true) return;
      await sleep(200);
    }
    throw new Error(`the MLflow server did not start:\n${this.log}`);
  }
}

function refusesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => {
      resolve(true);
    });
  });
}

/** What a Python program prints, read as JSON. The official client is set up by its environment. */
export async function readWithPython(
  trackingUri: string,
  program: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const child = spawn(PYTHON, ['-'], {
    env: { ...process.env, MLFLOW_TRACKING_URI: trackingUri, MLFLOW_DISABLE_TELEMETRY: 'true', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const printed: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => printed.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => complaints.push(bytes));
  child.stdin.end(`import json, mlflow\nfrom mlflow import MlflowClient\nclient = MlflowClient()\n${program}`);
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(Buffer.concat(complaints).toString());
  return JSON.parse(Buffer.concat(printed).toString().trim().split('\n').at(-1) ?? '');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
