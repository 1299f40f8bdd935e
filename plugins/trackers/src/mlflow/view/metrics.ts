import { createMetric, toKey, type Metric } from '@ballast/mlflow-ts-client';
import type { CellResult, Evaluation, TimedEpochMetrics } from '@ballast/suite/results';

/** All metric values of a cell in the order in which they came to be: each epoch's, then those of the whole. */
export function pointsOfCell(cell: CellResult): Metric[] {
  return [...cell.epochs.flatMap(pointsOfEpoch), ...pointsOfSummary(cell)];
}

/** `allocating/test/accuracy` at step `epoch` (from 0), with the time that the store has. */
export function pointsOfEpoch(metrics: TimedEpochMetrics): Metric[] {
  const { phase, epoch, time, learningRate, train, validation, test, extra } = metrics;
  const values: Readonly<Record<string, number | undefined>> = {
    'train/loss': train.loss,
    ...scoresOf('train/', train),
    'validation/loss': validation?.loss,
    ...scoresOf('validation/', validation),
    'test/loss': test?.loss,
    ...scoresOf('test/', test),
    'test/accuracy-head': test?.head,
    'test/accuracy-medium': test?.medium,
    'test/accuracy-tail': test?.tail,
    'learning-rate': learningRate,
    ...extra,
  };
  return points(values, `${phase}/`, { step: epoch, timestamp: time ?? 0 });
}

/** What a finished cell came to: one value each, at its last epoch. */
function pointsOfSummary({ status, summary, timing, epochs }: CellResult): Metric[] {
  const last = epochs.at(-1);
  if (status !== 'finished' || summary === undefined || last === undefined) return [];
  const values: Readonly<Record<string, number | undefined>> = {
    ...scoresOf('test-', summary.last),
    'test-accuracy-best-on-validation': summary.bestOnValidation?.accuracy,
    'test-accuracy-best-on-test': summary.bestOnTest?.accuracy,
    'noise-auc-of-weights': summary.noiseDetection?.sampleWeights,
    'noise-auc-of-loss': summary.noiseDetection?.probingLoss,
    'noise-auc-within-classes-of-weights': summary.noiseDetection?.withinClasses?.sampleWeights,
    'noise-auc-within-classes-of-loss': summary.noiseDetection?.withinClasses?.probingLoss,
    'mean-weight-clean': summary.meanWeight?.clean,
    'mean-weight-mislabelled': summary.meanWeight?.mislabelled,
    seconds: timing?.seconds,
    'peak-memory-megabytes': timing?.peakMemoryMegabytes,
  };
  return points(values, 'result/', { step: last.epoch, timestamp: last.time ?? 0 });
}

/** `test/accuracy`, `test/macro-f1`: those that were measured. */
export function scoresOf(prefix: string, evaluation: Evaluation | undefined): Record<string, number> {
  const scores = {
    accuracy: evaluation?.accuracy,
    'balanced-accuracy': evaluation?.balancedAccuracy,
    'macro-f1': evaluation?.macroF1,
    'calibration-error': evaluation?.calibrationError,
  };
  const measured = Object.entries(scores).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(measured.map(([name, value]) => [prefix + name, value]));
}

/** What is undefined was not measured, and has no point. */
export function points(
  values: Readonly<Record<string, number | undefined>>,
  prefix: string,
  at: Required<Pick<Metric, 'step' | 'timestamp'>>,
): Metric[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [createMetric(keyOf(prefix + name), value, at)],
  );
}

/** A run has the same few names at every epoch, and each is looked at letter by letter. */
const knownKeys = new Map<string, string>();

function keyOf(name: string): string {
  const key = knownKeys.get(name) ?? toKey(name);
  knownKeys.set(name, key);
  return key;
}
