import {
  inject,
  injectable,
  definePlugin,
  PluginOptions,
  pluginReference,
  Tokens,
  type LossFunction,
} from '@ballast/core';
import { z } from 'zod';
import { ClassWeightedLoss } from './weightedLoss.ts';

const InverseFrequencyOptions = z.strictObject({
  power: z
    .number()
    .nonnegative()
    .default(1)
    .meta({ description: 'Weights are n_k^−power: 1 inverse, 0.5 inverse square root, 0 all classes alike.' }),
  base: pluginReference('loss').default({ type: 'cross-entropy' }),
});

/** Another loss, each sample weighted by a power of its given class's frequency; the K weights sum to K. */
@injectable()
class InverseFrequencyLoss extends ClassWeightedLoss {
  constructor(
    @inject(PluginOptions) private readonly options: z.infer<typeof InverseFrequencyOptions>,
    @inject(Tokens.loss) base: LossFunction,
  ) {
    super(base);
  }

  protected classWeights(classCounts: readonly number[]): readonly number[] {
    return inverseFrequencyWeights(classCounts, this.options.power);
  }
}

/**
 * n_k^−power, rescaled to sum to K.
 * @param classCounts [K]; a class without samples counts as having one.
 * @returns [K]
 */
export function inverseFrequencyWeights(classCounts: readonly number[], power: number): number[] {
  const raw = classCounts.map((count) => Math.max(count, 1) ** -power);
  const scale = raw.length / raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight * scale);
}

export const inverseFrequency = definePlugin({
  kind: 'loss',
  id: 'inverse-frequency',
  docs: {
    summary: 'Another loss, weighted by the inverse frequency of the given class, or its square root.',
    paper: 'Huang, Li, Loy, Tang 2016, Learning Deep Representation for Imbalanced Classification',
  },
  options: InverseFrequencyOptions,
  use: InverseFrequencyLoss,
});
