import type { CoTeachingOptions } from './options.ts';

/**
 * The share of a batch that is forgotten: from 0 in the first epoch in a straight line to τ^c in the T_k-th, τ from
 * then on (Han et al. 2018, section 3, with the exponent of the authors' code).
 * @param noiseRate τ
 */
export function forgetRate(
  noiseRate: number,
  { gradualEpochs, exponent }: Pick<CoTeachingOptions, 'gradualEpochs' | 'exponent'>,
  epoch: number,
): number {
  if (epoch >= gradualEpochs) return noiseRate;
  return gradualEpochs === 1 ? 0 : (noiseRate ** exponent * epoch) / (gradualEpochs - 1);
}

/** How many samples of a batch are kept; never none. */
export function keptCount(batchSize: number, rate: number): number {
  return Math.max(1, Math.floor((1 - rate) * batchSize));
}
