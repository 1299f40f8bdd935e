import { inject, injectable, definePlugin, PluginOptions, type LossFunction, type LossInputs } from '@ballast/core';
import { logSoftmax, softmax, softmaxCrossEntropy, tf, withoutGradient } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { paper, trust } from './options.ts';

const SoftBootstrappingOptions = z.strictObject({
  beta: trust.default(0.95),
  targets: z
    .enum(['constant', 'differentiated'])
    .default('constant')
    .meta({ description: 'Whether the gradient flows through the predicted part of the target, as in public code.' }),
});

/** Cross entropy against β · onehot(ỹ) + (1 − β) · p (Reed et al. 2015, eq. 5). */
@injectable()
class SoftBootstrappingLoss implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof SoftBootstrappingOptions>) {}

  perSample({ logits, givenLabels }: LossInputs): Tensor1D /* [B] */ {
    const { beta, targets } = this.options;
    const againstGiven = softmaxCrossEntropy(logits, givenLabels);
    if (beta === 1) return againstGiven;
    const predicted = targets === 'constant' ? withoutGradient(logits, softmax) : softmax(logits);
    return tf.add(tf.mul(beta, againstGiven), tf.mul(1 - beta, crossEntropyOf(predicted, logits)));
  }
}

/** −Σ_k target_k ln p_k, [B, K] → [B]. */
function crossEntropyOf(target: Tensor2D, logits: Tensor2D): Tensor1D {
  return tf.neg(tf.sum<Tensor1D>(tf.mul(target, logSoftmax(logits)), 1));
}

export const bootstrappingSoft = definePlugin({
  kind: 'loss',
  id: 'bootstrapping-soft',
  docs: { summary: 'Cross entropy against the given label and, in part, the predicted distribution.', paper },
  options: SoftBootstrappingOptions,
  use: SoftBootstrappingLoss,
});
