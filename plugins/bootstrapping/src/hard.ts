import { inject, injectable, definePlugin, PluginOptions, type LossFunction, type LossInputs } from '@ballast/core';
import { logSoftmax, softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { paper, trust } from './options.ts';

const HardBootstrappingOptions = z.strictObject({ beta: trust.default(0.8) });

/** Cross entropy against β · onehot(ỹ) + (1 − β) · onehot(argmax p) (Reed et al. 2015, eq. 6). */
@injectable()
class HardBootstrappingLoss implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof HardBootstrappingOptions>) {}

  perSample({ logits, givenLabels }: LossInputs): Tensor1D /* [B] */ {
    const { beta } = this.options;
    const againstGiven = softmaxCrossEntropy(logits, givenLabels);
    if (beta === 1) return againstGiven;
    const againstPredicted = tf.neg(tf.max<Tensor1D>(logSoftmax(logits), 1)); // the predicted class is the likeliest
    return tf.add(tf.mul(beta, againstGiven), tf.mul(1 - beta, againstPredicted));
  }
}

export const bootstrappingHard = definePlugin({
  kind: 'loss',
  id: 'bootstrapping-hard',
  docs: { summary: 'Cross entropy against the given label and, in part, the predicted one.', paper },
  options: HardBootstrappingOptions,
  use: HardBootstrappingLoss,
});
