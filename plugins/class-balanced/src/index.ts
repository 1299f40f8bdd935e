import {
  inject,
  injectable,
  definePlugin,
  effectiveNumberWeights,
  PluginOptions,
  pluginReference,
  Tokens,
  type HeadKind,
  type LossFunction,
  type LossInputs,
} from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const ClassBalancedOptions = z.strictObject({
  beta: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9999)
    .meta({ description: 'β of the effective number of samples; 0 weighs all classes alike.' }),
  base: pluginReference('loss').default({ type: 'cross-entropy' }),
});

/** Another loss, each sample weighted by the effective number of its given class (Cui et al. 2019, eq. 3). */
@injectable()
class ClassBalancedLoss implements LossFunction {
  readonly head?: HeadKind;

  constructor(
    @inject(PluginOptions) private readonly options: z.infer<typeof ClassBalancedOptions>,
    @inject(Tokens.loss) private readonly base: LossFunction,
  ) {
    if (base.head !== undefined) this.head = base.head;
  }

  perSample(inputs: LossInputs): Tensor1D /* [B] */ {
    const weights = tf.tensor1d(effectiveNumberWeights(inputs.classCounts, this.options.beta)); // [K]
    return tf.mul(tf.gather(weights, inputs.givenLabels), this.base.perSample(inputs));
  }
}

export default definePlugin({
  kind: 'loss',
  id: 'class-balanced',
  docs: {
    summary: 'Another loss, weighted by the effective number of samples of the given class.',
    paper: 'Cui, Jia, Lin, Song, Belongie 2019, Class-Balanced Loss Based on Effective Number of Samples',
  },
  options: ClassBalancedOptions,
  use: ClassBalancedLoss,
});
