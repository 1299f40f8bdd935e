import { epochAt } from '@ballast/training';
import type { TurningPointOptions } from './options.ts';

/**
 * The epoch after which the dimensionality had first risen by more than some standard deviations above the mean of the
 * epochs before; undefined before there was one.
 * @param dimensionalities by epoch, so far
 * @param epochs of the whole training
 */
export function turningPoint(
  dimensionalities: ArrayLike<number>,
  epochs: number,
  { initialEpochs, window, deviations }: TurningPointOptions,
): number | undefined {
  const values = Array.from(dimensionalities);
  const first = epochAt(initialEpochs, epochs) + window;
  const found = values.findIndex((value, epoch) => {
    if (epoch < first) return false;
    const { mean, deviation } = moments(values.slice(epoch - window, epoch));
    return value - mean > deviations * deviation;
  });
  return found < 0 ? undefined : found;
}

/**
 * α: how far given labels are trusted in an epoch after the turning point, exp(−e/T · LID_{e−1} / min LID), from the
 * dimensionalities after the epochs before it (Ma et al. 2018, eq. 5).
 */
export function labelTrust(dimensionalities: ArrayLike<number>, epochs: number): number {
  const values = Array.from(dimensionalities);
  const latest = values.at(-1) as number;
  return Math.exp(-(values.length / epochs) * (latest / Math.min(...values)));
}

function moments(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
