import {
  inject,
  injectable,
  definePlugin,
  effectiveNumberWeights,
  PluginOptions,
  pluginReference,
  Tokens,
  choices,
  type LossFunction,
} from '@ballast/core';
import { z } from 'zod';
import { ClassWeightedLoss } from './weightedLoss.ts';

const ClassBalancedOptions = z.strictObject({
  beta: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9999)
    .meta({
      description: 'β of the effective number of samples; 0 weighs all classes alike.',
      search: choices(0.9, 0.99, 0.999, 0.9999),
    }),
  base: pluginReference('loss').default({ type: 'cross-entropy' }),
});

/** Another loss, each sample weighted by the effective number of its given class (Cui et al. 2019, eq. 3). */
@injectable()
class ClassBalancedLoss extends ClassWeightedLoss {
  constructor(
    @inject(PluginOptions) private readonly options: z.infer<typeof ClassBalancedOptions>,
    @inject(Tokens.loss) base: LossFunction,
  ) {
    super(base);
  }

  protected classWeights(classCounts: readonly number[]): readonly number[] {
    return effectiveNumberWeights(classCounts, this.options.beta);
  }
}

export const classBalanced = definePlugin({
  kind: 'loss',
  id: 'class-balanced',
  docs: {
    summary: 'Another loss, weighted by the effective number of samples of the given class.',
    paper: 'Cui, Jia, Lin, Song, Belongie 2019, Class-Balanced Loss Based on Effective Number of Samples',
  },
  options: ClassBalancedOptions,
  use: ClassBalancedLoss,
});
