import { definePlugin, inject, injectable, PluginOptions, type ImbalanceProfile } from '@ballast/core';
import { z } from 'zod';
import { requireSamples, smallestClass } from './counts.ts';

const Options = z.strictObject({
  ratio: z.number().min(1).describe('Samples of a majority class over samples of a minority class.'),
  minorityShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe('Share of the classes that are minority classes: the last ones, rounded, at least one.'),
});

/**
 * Buda et al. 2018: the first classes keep n_max samples each, the last ⌊n_max / IR⌋.
 * n_max is the smallest available class count, so that ratio 1 balances.
 */
@injectable()
class StepImbalance implements ImbalanceProfile {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  classCounts(available: readonly number[], classNames?: readonly string[]): readonly number[] {
    const { ratio, minorityShare } = this.options;
    const largest = smallestClass(available);
    const minorityClasses = Math.max(1, Math.round(minorityShare * available.length));
    const counts = available.map((_, label) =>
      label < available.length - minorityClasses ? largest : Math.trunc(largest / ratio),
    );
    return requireSamples(counts, available, classNames);
  }
}

export const step = definePlugin({
  kind: 'imbalance',
  id: 'step',
  docs: {
    summary: 'Majority classes of one size, minority classes of another.',
    paper: 'Buda et al. 2018, A systematic study of the class imbalance problem in convolutional neural networks',
  },
  options: Options,
  use: StepImbalance,
});
