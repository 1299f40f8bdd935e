import { secondsLeft, type ProgressState, type RunningPhase } from './state.ts';

/** `12 of 54 cells done, 1 failed, about 2 min left`. */
export function renderHeadline(state: ProgressState): string {
  const left = secondsLeft(state);
  const parts = [
    `${state.suite}: ${String(state.finished)} of ${String(state.cells)} cells done`,
    ...(state.failed === 0 ? [] : [`${String(state.failed)} failed`]),
    ...(left === undefined ? [] : [`about ${renderDuration(left)} left`]),
  ];
  return parts.join(', ');
}

/** `curvenet__flip2__seed0  allocating  epoch 12/60  test 81.2 %`. */
export function renderRunning({ cell, phase, epochsDone, epochs, accuracy }: RunningPhase): string {
  const shownCell = cell.replace(/__[0-9a-f]{10}$/, '');
  const progress = epochs === undefined ? 'starting' : `epoch ${String(epochsDone)}/${String(epochs)}`;
  const shownAccuracy = accuracy === undefined ? [] : [`test ${(100 * accuracy).toFixed(1)} %`];
  return [shownCell, phase, progress, ...shownAccuracy].join('  ');
}

export function renderDuration(seconds: number): string {
  if (seconds < 60) return `${String(Math.ceil(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}
