import { setTimeout as sleep } from 'node:timers/promises';
import type { LaunchedWork, Launcher } from '../contract.ts';
import type { WorkerSetup } from '../messages.ts';
import type { SlurmOptions } from '../options.ts';
import type { SummaryTask } from '../tasks.ts';
import { WorkerProcess } from '../workerProcess.ts';
import { Jobs } from './jobs.ts';
import { readQueue, type QueuedElement } from './queue.ts';
import { jobScript, submit } from './submit.ts';
import { newWave, openWaves, type Wave, type WaveFolder } from './wave.ts';

/**
 * Runs phases as job arrays of a Slurm cluster: one array a wave of phases that can run. This process stays, follows
 * the jobs by the results store and the queue, and submits the next wave when phases that others need are done; it
 * may be ended and started again at any time. Summaries are drawn here.
 */
export class SlurmLauncher implements Launcher {
  private summarizer: WorkerProcess | undefined;
  private isSilent = false;

  constructor(
    private readonly options: SlurmOptions,
    private readonly setup: WorkerSetup,
    private readonly report: (message: string) => void,
  ) {}

  async launch(work: LaunchedWork): Promise<void> {
    const jobs = new Jobs(work, this.setup.resultsRoot, this.report);
    try {
      const waves = openWaves(this.setup.resultsRoot);
      if (waves.length > 0) await this.adopt(waves, jobs, work.signal);
      while (!work.signal.aborted && !work.isDone()) {
        await this.startReady(work, jobs);
        const queue = await this.readQueue();
        const hasChanged = await jobs.follow(queue);
        if (!hasChanged && !work.isDone()) await this.pause(work.signal);
      }
    } finally {
      await this.summarizer?.stop();
      jobs.close();
    }
    if (work.signal.aborted) this.tellOfJobs(jobs);
  }

  /** Finds the jobs of an earlier process of this suite: nothing is submitted before the queue has answered. */
  private async adopt(waves: readonly WaveFolder[], jobs: Jobs, signal: AbortSignal): Promise<void> {
    let queue = await this.readQueue();
    while (queue === undefined && !signal.aborted) {
      await this.pause(signal);
      queue = await this.readQueue();
    }
    if (queue !== undefined) jobs.adopt(waves, queue);
  }

  private async startReady(work: LaunchedWork, jobs: Jobs): Promise<void> {
    const ready = jobs.takeLost();
    for (let task = work.next(); task !== undefined && !work.signal.aborted; task = work.next()) {
      if (task.kind === 'summary') await this.summarize(task, work);
      else if (!jobs.has(task)) ready.push(task);
    }
    const { phasesPerJob, maximumArraySize } = this.options;
    for (const array of chunks(chunks(ready, phasesPerJob), maximumArraySize)) await this.submitWave(array, jobs);
  }

  /** Jobs that could not be submitted count as lost, and come again. @throws UserError when the cluster refuses. */
  private async submitWave(elements: Wave['elements'], jobs: Jobs): Promise<void> {
    const { options, setup } = this;
    const folder = newWave(setup.resultsRoot);
    folder.write({ setup, elements, patienceSeconds: options.warningSeconds / 2 }, jobScript(folder));
    try {
      const problem = await submit(folder, elements.length, options, setup.arithmetic);
      if (problem !== undefined) this.tellOfSilence(problem);
    } catch (error) {
      folder.close();
      throw error;
    }
    jobs.add(folder, elements);
  }

  private async summarize(task: SummaryTask, work: LaunchedWork): Promise<void> {
    if (this.summarizer?.isAlive !== true) this.summarizer = new WorkerProcess(this.setup);
    work.started(task);
    work.ended(task, await this.summarizer.run(task, () => undefined));
  }

  /** Undefined while the controller is silent: then nothing is known of the jobs. */
  private async readQueue(): Promise<QueuedElement[] | undefined> {
    const answer = await readQueue();
    if ('elements' in answer) {
      this.isSilent = false;
      return answer.elements;
    }
    this.tellOfSilence(answer.problem);
    return undefined;
  }

  private tellOfSilence(problem: string): void {
    if (!this.isSilent) this.report(`Slurm: ${problem}. Jobs go on; trying again.`);
    this.isSilent = true;
  }

  private tellOfJobs(jobs: Jobs): void {
    const names = jobs.waveNames();
    if (names.length === 0) return;
    this.report(
      `Jobs that were submitted go on, and the same command finds them. To end them: scancel --name=${names.join(',')}`,
    );
  }

  private async pause(signal: AbortSignal): Promise<void> {
    await sleep(1000 * this.options.pollSeconds, undefined, { signal }).catch(() => undefined);
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
