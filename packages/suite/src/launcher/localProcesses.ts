import type { LaunchedWork, Launcher, WorkerSetup } from './messages.ts';
import { WorkerProcess } from './workerProcess.ts';

/** Runs tasks in child processes on this machine, each of them many tasks one after another. */
export class LocalProcesses implements Launcher {
  constructor(
    private readonly setup: WorkerSetup,
    private readonly processes: number,
  ) {}

  async launch(work: LaunchedWork): Promise<void> {
    const changed = new Announcement();
    work.signal.addEventListener('abort', () => {
      changed.announce();
    });
    const slots = Array.from({ length: this.processes }, () => this.serve(work, changed));
    await Promise.all(slots);
  }

  /** One process at a time; a new one after a death. */
  private async serve(work: LaunchedWork, changed: Announcement): Promise<void> {
    let worker: WorkerProcess | undefined;
    const killWorker = (): void => {
      void worker?.kill();
    };
    work.signal.addEventListener('abort', killWorker);
    try {
      while (!work.signal.aborted && !work.isDone()) {
        const task = work.next();
        if (task === undefined) {
          await changed.next();
          continue;
        }
        if (worker?.isAlive !== true) worker = new WorkerProcess(this.setup);
        work.started(task);
        const outcome = await worker.run(task, (report) => {
          work.progressed(task, report);
        });
        if (!isAborted(work.signal)) work.ended(task, outcome);
        changed.announce();
      }
      await (isAborted(work.signal) ? worker?.kill() : worker?.stop());
    } finally {
      work.signal.removeEventListener('abort', killWorker);
    }
  }
}

/** The signal may have changed during an `await`, which narrowing does not see. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Wakes everybody who waits for the schedule to change. */
class Announcement {
  private waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  announce(): void {
    const woken = this.waiting;
    this.waiting = [];
    for (const wake of woken) wake();
  }
}
