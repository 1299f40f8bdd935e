import type { EpochMetrics } from '../results/types.ts';
import type { PhaseFolder } from './phaseFolder.ts';

/** The epochs of a cell's phases, one line each, for people. */
export function describeLog(phases: readonly PhaseFolder[], ending: readonly string[] = []): string {
  const lines = phases.flatMap((phase) => phase.metrics().map(describeEpoch));
  return [...lines, ...ending].map((line) => `${line}\n`).join('');
}

function describeEpoch({ phase, epoch, epochs, learningRate, train, validation, test, extra }: EpochMetrics): string {
  return [
    `${phase} epoch ${String(epoch + 1)}/${String(epochs)}`,
    `learning rate ${round(learningRate)}`,
    `train loss ${round(train.loss)}, accuracy ${percent(train.accuracy)}`,
    ...(validation === undefined ? [] : [`validation ${percent(validation.accuracy)}`]),
    ...(test === undefined ? [] : [`test ${percent(test.accuracy)}`]),
    ...Object.entries(extra).map(([name, value]) => `${name} ${round(value)}`),
  ].join('  ');
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
