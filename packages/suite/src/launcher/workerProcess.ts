import { fork, type ChildProcess } from 'node:child_process';
import type { TaskOutcome, WorkerReport, WorkerRequest, WorkerSetup } from './messages.ts';
import { programOf } from './program.ts';
import type { Task } from './tasks.ts';
import { workerEnvironment } from './workerEnvironment.ts';

export { threadSettings } from './workerEnvironment.ts';

const keptOutputLines = 30;

/** A child process that runs one task after another until it is stopped or dies. */
export class WorkerProcess {
  private readonly child: ChildProcess;
  private readonly output: string[] = [];
  private readonly exit: Promise<void>;
  private exitReason: string | undefined;

  constructor(setup: WorkerSetup) {
    this.child = spawnWorker(setup);
    this.exit = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.exitReason = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
        resolve();
      });
      this.child.once('error', (error) => {
        this.exitReason ??= error.message;
        resolve();
      });
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => {
        this.keep(chunk as Buffer);
      });
    }
    this.send({ type: 'set-up', setup });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isAlive(): boolean {
    return this.exitReason === undefined;
  }

  /** Never rejects: a process that dies makes its task fail. */
  async run(task: Task, onReport: (report: WorkerReport) => void): Promise<TaskOutcome> {
    let listener: ((message: unknown) => void) | undefined;
    const outcome = new Promise<TaskOutcome>((resolve) => {
      listener = (message) => {
        const report = message as WorkerReport;
        if (report.type === 'outcome') resolve(report.outcome);
        else onReport(report);
      };
      this.child.on('message', listener);
    });
    this.send({ type: 'run', task });
    try {
      return await Promise.race([outcome, this.exit.then(() => this.describeDeath())]);
    } finally {
      if (listener !== undefined) this.child.off('message', listener);
    }
  }

  /** Asks it to leave, and waits until it has. */
  async stop(): Promise<void> {
    this.send({ type: 'stop' });
    await this.exit;
  }

  /** Ends it now; the last checkpoint stays. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
  }

  private send(request: WorkerRequest): void {
    if (this.child.connected) this.child.send(request, () => undefined); // a death is seen at `close`
  }

  private keep(chunk: Buffer): void {
    this.output.push(...chunk.toString('utf8').split('\n').filter((line) => line !== '')); // prettier-ignore
    this.output.splice(0, this.output.length - keptOutputLines);
  }

  private describeDeath(): TaskOutcome {
    const message = `the process died (${this.exitReason ?? 'unknown reason'}).`;
    return {
      status: 'failed',
      failure: { kind: 'crash', message, stack: this.output.join('\n'), stopsSuite: false },
    };
  }
}

function spawnWorker({ arithmetic }: WorkerSetup): ChildProcess {
  const { file, execArgv, environment } = programOf('worker');
  return fork(file, [], {
    execArgv: [...execArgv],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      ...workerEnvironment(arithmetic),
      ...environment,
    },
  });
}
