import type { TaskFailure, WorkerReport } from '../messages.ts';
import { PhaseFolder } from '../../store/phaseFolder.ts';
import { suiteFolder } from '../../store/suiteFolder.ts';
import type { PhaseTask } from '../tasks.ts';
import { WorkerProcess } from '../workerProcess.ts';
import { runCommand } from './commands.ts';
import type { Wave, WaveFolder } from './wave.ts';

/**
 * Runs an element's phases in turn, in a child process: a crash costs one of them. At the signal before the time
 * limit it lets the epoch end, if it ends in time, and puts the job back into the queue: it goes on from the
 * checkpoint.
 */
export async function runElement(folder: WaveFolder, index: number): Promise<void> {
  const wave = folder.read();
  const element = wave?.elements[index];
  if (wave === undefined || element === undefined) throw new Error(`${folder.folder} has no element ${String(index)}`);
  let worker: WorkerProcess | undefined;
  const limit = new TimeLimit(wave.patienceSeconds);
  for (const task of element) {
    if (isFinished(wave, task)) continue;
    if (worker?.isAlive !== true) worker = new WorkerProcess(wave.setup);
    console.log(`${new Date().toISOString()} ${task.cell}: ${task.phase.name}`);
    const outcome = await Promise.race([worker.run(task, limit.report), limit.reached]);
    if (outcome === 'time is up') {
      await worker.kill();
      await leave(folder, task, limit.epochsDone);
      return;
    }
    if (outcome.status === 'failed') fail(folder, task, outcome.failure);
  }
  await worker?.stop();
}

function isFinished({ setup }: Wave, { phase }: PhaseTask): boolean {
  return new PhaseFolder(suiteFolder(setup.resultsRoot).phase(phase.folder)).summary(phase.id) !== undefined;
}

function fail(folder: WaveFolder, task: PhaseTask, failure: TaskFailure): void {
  console.log([failure.message, failure.stack].join('\n').trimEnd());
  folder.fail(task, failure);
}

/** Without progress a second time, no later job would make any either. */
async function leave(folder: WaveFolder, task: PhaseTask, epochsDone: number): Promise<void> {
  if (epochsDone === 0 && Number(process.env['SLURM_RESTART_COUNT'] ?? 0) > 0) {
    const message = "not one epoch fits into the job's time limit; raise the launcher's `time`.";
    fail(folder, task, { kind: 'user', message, stack: '', stopsSuite: false });
    return;
  }
  console.log('The time limit is near: back into the queue, from the checkpoint on.');
  const { SLURM_ARRAY_JOB_ID: job, SLURM_ARRAY_TASK_ID: element } = process.env;
  const { code, stderr } = await runCommand('scontrol', ['requeue', `${String(job)}_${String(element)}`]);
  if (code !== 0) console.log(`Slurm does not requeue this job (${stderr}); it will be submitted again.`);
}

/** The signal before the time limit, and the first moment after it at which nothing is lost. */
class TimeLimit {
  /** Epochs that were finished since this job began. */
  epochsDone = 0;
  readonly reached: Promise<'time is up'>;
  private isNear = false;
  private leave: () => void = () => undefined;

  /** @param patienceSeconds how long an epoch may still take after the signal. */
  constructor(patienceSeconds: number) {
    this.reached = new Promise((resolve) => {
      this.leave = () => {
        resolve('time is up');
      };
    });
    process.on('SIGUSR2', () => {
      this.isNear = true;
      setTimeout(this.leave, 1000 * patienceSeconds).unref();
    });
  }

  readonly report = (report: WorkerReport): void => {
    console.log(describe(report));
    if (report.type !== 'epoch') return;
    this.epochsDone++;
    if (this.isNear) this.leave();
  };
}

function describe(report: WorkerReport): string {
  if (report.type === 'notice' || report.type === 'warning') return report.message;
  if (report.type === 'outcome') return report.outcome.status;
  return `epoch ${String(report.epoch + 1)}/${String(report.epochs)}`;
}
