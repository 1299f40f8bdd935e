import { PhaseFolder } from '../../store/phaseFolder.ts';
import { suiteFolder } from '../../store/suiteFolder.ts';
import type { LaunchedWork } from '../contract.ts';
import { PhaseProgress } from '../phaseProgress.ts';
import type { PhaseTask } from '../tasks.ts';
import { endState, keyOf, type QueuedElement } from './queue.ts';
import type { Wave, WaveFolder } from './wave.ts';

/** A phase that was submitted, or was meant to be. */
interface SubmittedPhase {
  /** Of the plan, when its turn has come; of the wave before that. */
  task: PhaseTask;
  readonly wave: WaveFolder;
  readonly element: number;
  readonly progress: PhaseProgress;
  /** `12_3`, once the queue has shown it. */
  job: string | undefined;
  hasStarted: boolean;
  /** How many times in a row the queue did not show it. */
  missing: number;
}

/** An element that has just left the queue may not have its files visible here yet (network file systems). */
const missingMeansGone = 3;
const maximumAttempts = 3;
const youngSeconds = 600;

/** The phases that are with the cluster: what the store and the queue say of each, told to the run. */
export class Jobs {
  private readonly submitted = new Map<string, SubmittedPhase>();
  private readonly waves = new Set<WaveFolder>();
  private readonly attempts = new Map<string, { count: number; epochs: number }>();
  private lost: PhaseTask[] = [];
  private queue: readonly QueuedElement[] | undefined;
  /** Phases found in the queue, until the plan asks for them. */
  private readonly adopted = new Map<string, SubmittedPhase>();

  constructor(
    private readonly work: LaunchedWork,
    private readonly resultsRoot: string,
    private readonly report: (message: string) => void,
  ) {}

  add(wave: WaveFolder, elements: Wave['elements']): void {
    this.waves.add(wave);
    elements.forEach((tasks, element) => {
      for (const task of tasks) this.submitted.set(task.id, this.describe(task, wave, element));
    });
  }

  /** Takes over what an earlier process submitted: what is in the queue, and what failed meanwhile. */
  adopt(waves: readonly WaveFolder[], queue: readonly QueuedElement[]): void {
    this.queue = queue;
    const active = new Set(queue.map(({ wave, element }) => keyOf(wave, element)));
    for (const wave of waves) {
      (wave.read()?.elements ?? []).forEach((tasks, element) => {
        const isActive = active.has(keyOf(wave.name, element));
        for (const task of tasks.filter((each) => isActive || wave.failure(each) !== undefined)) {
          this.adopted.set(task.id, this.describe(task, wave, element));
        }
      });
      this.waves.add(wave);
    }
    if (this.adopted.size > 0) this.report(`${String(this.adopted.size)} phases are with the cluster already.`);
  }

  /** Whether a job has this phase already; from now on it is followed. */
  has(task: PhaseTask): boolean {
    const known = this.adopted.get(task.id);
    if (known === undefined) return false;
    this.adopted.delete(task.id);
    known.task = task;
    this.submitted.set(task.id, known);
    return true;
  }

  /** Phases whose jobs are gone without a trace: they are to be submitted again. */
  takeLost(): PhaseTask[] {
    const lost = this.lost;
    this.lost = [];
    return lost;
  }

  /** @param queue undefined when it is not known. @returns whether a phase ended or was lost. */
  async follow(queue: readonly QueuedElement[] | undefined): Promise<boolean> {
    this.queue = queue;
    const elements = queue && new Map(queue.map((element) => [keyOf(element.wave, element.element), element]));
    const before = this.submitted.size;
    for (const phase of [...this.submitted.values()]) {
      if (this.hasEnded(phase) || elements === undefined) continue;
      const element = elements.get(keyOf(phase.wave.name, phase.element));
      if (element === undefined) await this.miss(phase);
      else this.see(phase, element);
    }
    return this.submitted.size !== before;
  }

  waveNames(): string[] {
    return [...new Set([...this.submitted.values(), ...this.adopted.values()].map(({ wave }) => wave.name))];
  }

  /** Waves without a job in the queue are over, unless they are so young that the queue may not know them yet. */
  close(): void {
    const active = new Set(this.queue?.map(({ wave }) => wave));
    const waiting = new Set(this.waveNames());
    for (const wave of this.waves) {
      const isOver = this.queue !== undefined && !active.has(wave.name) && !waiting.has(wave.name);
      if (isOver && wave.ageSeconds() > youngSeconds) wave.close();
    }
  }

  private describe(task: PhaseTask, wave: WaveFolder, element: number): SubmittedPhase {
    const progress = new PhaseProgress(this.folderOf(task));
    return { task, wave, element, progress, job: undefined, hasStarted: false, missing: 0 };
  }

  private hasEnded(phase: SubmittedPhase): boolean {
    const { task, wave, progress } = phase;
    for (const report of progress.news()) {
      this.start(phase);
      this.work.progressed(task, report);
    }
    const isDone = this.folderOf(task).summary(task.phase.id) !== undefined;
    const failure = isDone ? undefined : wave.failure(task);
    if (!isDone && failure === undefined) return false;
    this.submitted.delete(task.id);
    this.work.ended(task, failure === undefined ? { status: 'done' } : { status: 'failed', failure });
    wave.forgetFailure(task);
    return true;
  }

  private see(phase: SubmittedPhase, { job, state }: QueuedElement): void {
    phase.missing = 0;
    phase.job = job;
    if (state === 'RUNNING') this.start(phase);
  }

  private start(phase: SubmittedPhase): void {
    if (phase.hasStarted) return;
    phase.hasStarted = true;
    this.work.started(phase.task);
  }

  private async miss(phase: SubmittedPhase): Promise<void> {
    if (++phase.missing < missingMeansGone) return;
    const { task, job } = phase;
    this.submitted.delete(task.id);
    const state = job === undefined ? undefined : await endState(job);
    const reason = this.giveUpReason(phase, state);
    if (reason === undefined) {
      this.lost.push(task);
      return;
    }
    this.start(phase);
    const stack = phase.wave.log(phase.element).split('\n').slice(-30).join('\n');
    this.work.ended(task, { status: 'failed', failure: { kind: 'crash', message: reason, stack, stopsSuite: false } });
  }

  /** A person's cancellation stands; a job that dies again and again without an epoch's progress is given up. */
  private giveUpReason({ task, job }: SubmittedPhase, state: string | undefined): string | undefined {
    if (job === undefined) return undefined; // it never reached the queue
    if (state === 'CANCELLED') return `its job ${job} was cancelled.`;
    const epochs = this.folderOf(task).metrics().length;
    const earlier = this.attempts.get(task.id);
    const count = earlier === undefined || epochs > earlier.epochs ? 1 : earlier.count + 1;
    this.attempts.set(task.id, { count, epochs });
    if (count < maximumAttempts) return undefined;
    return `its job ended ${String(count)} times without an epoch's progress, at last as ${job} (${state ?? 'state unknown'}).`;
  }

  private folderOf({ phase }: PhaseTask): PhaseFolder {
    return new PhaseFolder(suiteFolder(this.resultsRoot).phase(phase.folder));
  }
}
