import type { LaunchedWork, Launcher } from './contract.ts';
import { failureOf } from './failures.ts';
import type { TaskOutcome, WorkerReport, WorkerSetup } from './messages.ts';
import { TaskRunner } from './taskRunner.ts';
import type { Task } from './tasks.ts';

/** Runs one task after another in this process, where a debugger can follow; a crash costs the whole run. */
export class InProcess implements Launcher {
  private onReport: (report: WorkerReport) => void = () => undefined;

  constructor(private readonly setup: WorkerSetup) {}

  async launch(work: LaunchedWork): Promise<void> {
    const runner = await TaskRunner.create(this.setup, (report) => {
      this.onReport(report);
    });
    while (!work.signal.aborted) {
      const task = work.next();
      if (task === undefined) return;
      this.onReport = (report) => {
        work.progressed(task, report);
        work.signal.throwIfAborted(); // after an epoch its checkpoint is written: here a phase can stop
      };
      work.started(task);
      const outcome = await run(runner, task);
      if (!isAborted(work.signal)) work.ended(task, outcome);
    }
  }
}

/** The signal may have changed during an `await`, which narrowing does not see. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function run(runner: TaskRunner, task: Task): Promise<TaskOutcome> {
  try {
    await runner.run(task);
    return { status: 'done' };
  } catch (error) {
    return { status: 'failed', failure: failureOf(error) };
  }
}
