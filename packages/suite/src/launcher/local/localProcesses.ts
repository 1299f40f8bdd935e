import { suiteFolder } from '../../store/suiteFolder.ts';
import type { LaunchedWork, Launcher } from '../contract.ts';
import type { WorkerSetup } from '../messages.ts';
import type { Task } from '../tasks.ts';
import { WorkerProcess } from '../workerProcess.ts';
import { shortageFor, type Shortage } from './admission.ts';
import { Announcement } from './announcement.ts';
import { freeMemoryMegabytes } from './freeMemory.ts';
import { PhaseMemory, processMemory } from './phaseMemory.ts';

const lookAgainMilliseconds = 1000;

/** Runs tasks in child processes on this machine, each of them many tasks one after another. */
export class LocalProcesses implements Launcher {
  private readonly changed = new Announcement();
  private readonly memory: PhaseMemory;
  private readonly workers: WorkerProcess[] = [];
  /** Whoever takes the next task takes the last of them: a new process costs seconds and memory. */
  private readonly idle: WorkerProcess[] = [];
  /** Undefined for a task whose process is about to start. */
  private readonly running = new Map<Task, WorkerProcess | undefined>();
  private hasToldOfShortage = false;
  private measuredAt = Number.NEGATIVE_INFINITY;

  /** @param freeMemory in MiB. */
  constructor(
    private readonly setup: WorkerSetup,
    private readonly processes: number,
    private readonly report: (message: string) => void,
    private readonly freeMemory: () => number = freeMemoryMegabytes,
  ) {
    this.memory = new PhaseMemory(suiteFolder(setup.resultsRoot).phase(''));
  }

  async launch(work: LaunchedWork): Promise<void> {
    const abort = (): void => {
      for (const worker of this.workers) void worker.kill();
      this.changed.announce();
    };
    work.signal.addEventListener('abort', abort);
    const slots = Array.from({ length: this.processes }, () => this.serve(work));
    await Promise.all(slots);
    work.signal.removeEventListener('abort', abort);
    await Promise.all(this.workers.map((worker) => (isAborted(work.signal) ? worker.kill() : worker.stop())));
  }

  /** One task at a time, in whichever process is free. */
  private async serve(work: LaunchedWork): Promise<void> {
    while (!work.signal.aborted && !work.isDone()) {
      const task = work.next();
      if (task === undefined) {
        await this.changed.next();
        continue;
      }
      const worker = this.idle.pop();
      await this.admit(task, worker, work.signal);
      if (isAborted(work.signal)) return;
      await this.run(task, worker?.isAlive === true ? worker : this.start(), work);
    }
  }

  private start(): WorkerProcess {
    const worker = new WorkerProcess(this.setup);
    this.workers.push(worker);
    return worker;
  }

  private async run(task: Task, worker: WorkerProcess, work: LaunchedWork): Promise<void> {
    this.running.set(task, worker);
    work.started(task);
    const outcome = await worker.run(task, (report) => {
      if (performance.now() - this.measuredAt > lookAgainMilliseconds) this.measure(); // epochs may take a few of them
      work.progressed(task, report);
    });
    this.measure();
    this.running.delete(task);
    this.idle.push(worker);
    if (!isAborted(work.signal)) work.ended(task, outcome);
    this.changed.announce();
  }

  /** Counts the task among those that run as soon as the memory holds it. */
  private async admit(task: Task, worker: WorkerProcess | undefined, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const shortage = this.shortage(task, worker);
      if (shortage === undefined) {
        this.running.set(task, worker);
        return;
      }
      this.tell(shortage);
      await this.changed.next(lookAgainMilliseconds);
    }
  }

  private shortage(task: Task, worker: WorkerProcess | undefined): Shortage | undefined {
    this.measure();
    const running = [...this.running].map(([other, process]) => ({
      task: other,
      megabytes: processMemory(process?.pid).now,
    }));
    const megabytes = worker?.isAlive === true ? processMemory(worker.pid).now : 0;
    return shortageFor({ task, megabytes }, running, this.memory, this.freeMemory());
  }

  /** The phases that run now tell what others of their kind will take. */
  private measure(): void {
    this.measuredAt = performance.now();
    for (const [task, process] of this.running) {
      if (task.kind !== 'phase' || process === undefined) continue;
      this.memory.measured(task.phase.config, processMemory(process.pid).peak);
    }
  }

  private tell({ needed, free }: Shortage): void {
    if (this.hasToldOfShortage) return;
    this.hasToldOfShortage = true;
    this.report(
      `Fewer than ${String(this.processes)} processes run at a time: another phase would need ` +
        `${String(Math.ceil(needed))} MiB, and ${String(Math.floor(free))} MiB are free.`,
    );
  }
}

/** The signal may have changed during an `await`, which narrowing does not see. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
