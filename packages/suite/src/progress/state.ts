import type { SuiteEvent } from '@ballast/core';

/** A phase that is being computed. */
export interface RunningPhase {
  readonly cell: string;
  readonly phase: string;
  readonly epochsDone: number;
  readonly epochs: number | undefined;
  readonly accuracy: number | undefined;
  /** When its last epoch ended, or it began. */
  readonly since: number;
}

/** What is known of a phase's epochs from its name. */
export interface EpochStatistics {
  readonly remaining: number;
  /** How many have been timed, the earlier ones counting less and less: methods come in turn, at paces of their own. */
  readonly done: number;
  /** What these took, each counting as much as in their number. */
  readonly seconds: number;
}

/** What an epoch counts when one more of its name has been timed: 50 epochs are most of what is known. */
const memory = 0.98;

export interface ProgressState {
  readonly suite: string;
  readonly cells: number;
  readonly finished: number;
  readonly failed: number;
  readonly running: ReadonlyMap<string, RunningPhase>;
  readonly epochs: ReadonlyMap<string, EpochStatistics>;
}

export const initialProgress: ProgressState = {
  suite: '',
  cells: 0,
  finished: 0,
  failed: 0,
  running: new Map(),
  epochs: new Map(),
};

/** The state after an event, at a time in milliseconds. */
export function advance(state: ProgressState, event: SuiteEvent, now: number): ProgressState {
  switch (event.type) {
    case 'suite-started':
      return { ...state, suite: event.suite, cells: event.cells, finished: event.cached, epochs: plannedEpochs(event) };
    case 'phase-started':
      return withRunning(state, {
        cell: event.cell,
        phase: event.phase,
        epochsDone: 0,
        epochs: event.epochs,
        accuracy: undefined,
        since: now,
      });
    case 'epoch-finished':
      return afterEpoch(state, event, now);
    case 'phase-finished':
      return withoutRunning(state, event.cell, event.phase);
    case 'cell-finished':
      return event.status === 'failed'
        ? { ...state, failed: state.failed + 1 }
        : { ...state, finished: state.finished + 1 };
    case 'warning':
      return state;
    case 'suite-finished':
      return { ...state, running: new Map() };
  }
}

/** Seconds until the suite is done, at the present pace; undefined until an epoch has been timed, and after the last. */
export function secondsLeft({ epochs, running }: ProgressState): number | undefined {
  const known = [...epochs.values()];
  const done = known.reduce((sum, { done: count }) => sum + count, 0);
  if (done === 0) return undefined;
  const overall = known.reduce((sum, { seconds }) => sum + seconds, 0) / done;
  const work = known.reduce(
    (sum, phase) => sum + phase.remaining * (phase.done > 0 ? phase.seconds / phase.done : overall),
    0,
  );
  return work === 0 ? undefined : work / Math.max(1, running.size);
}

function plannedEpochs({ epochs = {} }: Extract<SuiteEvent, { type: 'suite-started' }>): ProgressState['epochs'] {
  return new Map(Object.entries(epochs).map(([phase, remaining]) => [phase, { remaining, done: 0, seconds: 0 }]));
}

function afterEpoch(
  state: ProgressState,
  { cell, phase, epoch, epochs, metrics }: Extract<SuiteEvent, { type: 'epoch-finished' }>,
  now: number,
): ProgressState {
  const earlier = state.running.get(keyOf(cell, phase));
  const statistics = state.epochs.get(phase) ?? { remaining: 0, done: 0, seconds: 0 };
  const skipped = epoch - (earlier?.epochsDone ?? 0); // a resumed phase begins in the middle
  const next = new Map(state.epochs).set(phase, {
    remaining: Math.max(0, statistics.remaining - 1 - skipped),
    done: memory * statistics.done + 1,
    seconds: memory * statistics.seconds + (now - (earlier?.since ?? now)) / 1000,
  });
  const accuracy = metrics['testAccuracy'] ?? earlier?.accuracy;
  return { ...withRunning(state, { cell, phase, epochsDone: epoch + 1, epochs, accuracy, since: now }), epochs: next };
}

function withRunning(state: ProgressState, phase: RunningPhase): ProgressState {
  return { ...state, running: new Map(state.running).set(keyOf(phase.cell, phase.phase), phase) };
}

function withoutRunning(state: ProgressState, cell: string, phase: string): ProgressState {
  const running = new Map(state.running);
  running.delete(keyOf(cell, phase));
  return { ...state, running };
}

function keyOf(cell: string, phase: string): string {
  return `${cell} ${phase}`;
}
