import type { EpochMetrics, SuiteResults } from '@ballast/suite';
import { finishedAt, rowsOf, type FinishedCell, type Setting } from '../../grid.ts';
import { mean, sampleStandardDeviation } from '../../statistics/descriptive.ts';

export type EpochQuantity = 'accuracy' | 'loss';

export interface EpochPoint {
  /** Of the evaluated phase, from 1. */
  readonly epoch: number;
  readonly mean: number;
  /** Mean ∓ one sample standard deviation over seeds; the mean itself for one seed. */
  readonly lower: number;
  readonly upper: number;
}

export interface EpochCurve {
  readonly methodLabel: string;
  readonly epochs: number;
  readonly points: readonly EpochPoint[];
}

/** More points than this on a curve no figure can show. */
const mostPoints = 100;

/** Accuracy on test or loss on the training set, by epoch of the phase that is evaluated, for each row with cells. */
export function epochCurvesData(results: SuiteResults, setting: Setting, quantity: EpochQuantity): EpochCurve[] {
  return rowsOf(results).flatMap((row) => {
    const bySeed = finishedAt(results, row, setting).map((cell) => seriesOf(cell, quantity));
    const epochs = Math.min(...bySeed.map((series) => series.at(-1)?.epoch ?? 0));
    if (bySeed.length === 0 || epochs <= 0) return [];
    const common = (bySeed[0] ?? []).map(({ epoch }) => epoch).filter((epoch) => epoch <= epochs);
    const lookup = bySeed.map((series) => new Map(series.map(({ epoch, value }) => [epoch, value])));
    const points = thinned(common).map((epoch) =>
      spread(
        epoch,
        lookup.map((values) => values.get(epoch) ?? Number.NaN),
      ),
    );
    return [{ methodLabel: row.label, epochs, points }];
  });
}

interface Reading {
  readonly epoch: number;
  readonly value: number;
}

function seriesOf({ epochs }: FinishedCell, quantity: EpochQuantity): Reading[] {
  const evaluated = epochs.findLast(({ test }) => test !== undefined)?.phase;
  return epochs
    .filter(({ phase }) => phase === evaluated)
    .flatMap((metrics) => {
      const value = valueOf(metrics, quantity);
      return value === undefined ? [] : [{ epoch: metrics.epoch + 1, value }];
    });
}

function valueOf({ test, train }: EpochMetrics, quantity: EpochQuantity): number | undefined {
  return quantity === 'accuracy' ? test?.accuracy : train.loss;
}

/** Evenly chosen, the first and the last among them. */
function thinned(epochs: readonly number[]): number[] {
  if (epochs.length <= mostPoints) return [...epochs];
  const step = (epochs.length - 1) / (mostPoints - 1);
  return Array.from({ length: mostPoints }, (_, index) => epochs[Math.round(index * step)] ?? 0);
}

function spread(epoch: number, values: readonly number[]): EpochPoint {
  const centre = mean(values);
  const deviation = sampleStandardDeviation(values) ?? 0;
  return { epoch, mean: centre, lower: centre - deviation, upper: centre + deviation };
}
