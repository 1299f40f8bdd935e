import { definePlugin, inject, injectable, PluginOptions, type ImbalanceProfile } from '@ballast/core';
import { z } from 'zod';
import { requireSamples, smallestClass } from './counts.ts';

const Options = z.strictObject({
  ratio: z.number().min(1).describe('Samples of the largest class over samples of the smallest.'),
});

/**
 * Cui et al. 2019, long-tailed CIFAR: n_i = ⌊n_max · IR^(−i/(K−1))⌋, class 0 the largest.
 * n_max is the smallest available class count, so that ratio 1 balances.
 */
@injectable()
class ExponentialImbalance implements ImbalanceProfile {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  classCounts(available: readonly number[], classNames?: readonly string[]): readonly number[] {
    const largest = smallestClass(available);
    const last = Math.max(1, available.length - 1);
    // A quotient, because n / n is exactly 1 where n · (1/n) may fall short of it.
    const counts = available.map((_, label) => Math.trunc(largest / Math.pow(this.options.ratio, label / last)));
    return requireSamples(counts, available, classNames);
  }
}

export const exponential = definePlugin({
  kind: 'imbalance',
  id: 'exponential',
  docs: {
    summary: 'Class counts fall exponentially from the first class to the last.',
    paper: 'Cui et al. 2019, Class-Balanced Loss Based on Effective Number of Samples',
  },
  options: Options,
  use: ExponentialImbalance,
});
