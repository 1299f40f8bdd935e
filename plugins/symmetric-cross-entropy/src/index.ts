import {
  inject,
  injectable,
  definePlugin,
  PluginOptions,
  logUniform,
  type LossFunction,
  type LossInputs,
} from '@ballast/core';
import { softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const SymmetricCrossEntropyOptions = z.strictObject({
  alpha: z
    .number()
    .nonnegative()
    .default(0.1)
    .meta({ description: 'α: weight of the cross entropy.', search: logUniform(0.01, 10) }),
  beta: z
    .number()
    .nonnegative()
    .default(1)
    .meta({
      description: 'β: weight of the reverse cross entropy; 0 with α = 1 is cross entropy.',
      search: logUniform(0.1, 10),
    }),
  logOfZero: z
    .number()
    .negative()
    .default(-4)
    .meta({ description: 'A: what stands for ln 0, the logarithm of a class that the given label rules out.' }),
});

/**
 * α · ℓ + β · ℓ_rev with the reverse cross entropy ℓ_rev = −Σ_k p_k ln onehot(ỹ)_k = −A · (1 − p_ỹ)
 * (Wang et al. 2019, eq. 5 to 7 and section 3.2).
 */
@injectable()
class SymmetricCrossEntropyLoss implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof SymmetricCrossEntropyOptions>) {}

  perSample({ logits, givenLabels }: LossInputs): Tensor1D /* [B] */ {
    const { alpha, beta, logOfZero } = this.options;
    const crossEntropy = softmaxCrossEntropy(logits, givenLabels);
    const weighted = tf.mul<Tensor1D>(alpha, crossEntropy);
    if (beta === 0) return weighted;
    // 1 − p = −expm1(−ℓ), exact also where p is almost 1.
    const missed = tf.neg(tf.expm1(tf.neg(crossEntropy)));
    return tf.add(weighted, tf.mul(-logOfZero * beta, missed));
  }
}

export default definePlugin({
  kind: 'loss',
  id: 'symmetric-cross-entropy',
  docs: {
    summary: 'Cross entropy plus its reverse, which bounds what a wrong label can do.',
    paper: 'Wang, Ma, Chen, Luo, Yi, Bailey 2019, Symmetric Cross Entropy for Robust Learning with Noisy Labels',
  },
  options: SymmetricCrossEntropyOptions,
  use: SymmetricCrossEntropyLoss,
});
