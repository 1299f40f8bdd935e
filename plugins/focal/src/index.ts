import {
  inject,
  injectable,
  definePlugin,
  PluginOptions,
  uniform,
  type LossFunction,
  type LossInputs,
} from '@ballast/core';
import { softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const FocalOptions = z.strictObject({
  gamma: z
    .number()
    .nonnegative()
    .default(1)
    .meta({ description: 'Focusing parameter γ; 0 is cross entropy.', search: uniform(0, 3) }),
});

/** Keeps (1 − p_t)^(γ − 1), a factor of the gradient, finite for samples that are certain. */
const smallestMiss = 1e-7;

/** (1 − p_t)^γ · ℓ with ℓ = −ln p_t of the softmax: easy samples count less (Lin et al. 2017, eq. 4). */
@injectable()
class FocalLoss implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof FocalOptions>) {}

  perSample({ logits, givenLabels }: LossInputs): Tensor1D /* [B] */ {
    const crossEntropy = softmaxCrossEntropy(logits, givenLabels);
    return this.options.gamma === 0 ? crossEntropy : focus(crossEntropy, this.options.gamma);
  }
}

/** Through ℓ alone: 1 − p_t = −expm1(−ℓ), exact also where p_t is almost 1. */
function focus(crossEntropy: Tensor1D, gamma: number): Tensor1D {
  const miss = tf.maximum(tf.neg(tf.expm1(tf.neg(crossEntropy))), smallestMiss);
  return tf.mul(tf.pow(miss, gamma), crossEntropy);
}

export default definePlugin({
  kind: 'loss',
  id: 'focal',
  docs: {
    summary: 'Cross entropy that counts easy samples less.',
    paper: 'Lin, Goyal, Girshick, He, Dollár 2017, Focal Loss for Dense Object Detection',
  },
  options: FocalOptions,
  use: FocalLoss,
});
