import {
  inject,
  injectable,
  definePlugin,
  PluginOptions,
  uniform,
  type LossFunction,
  type LossInputs,
} from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const SigmoidFocalOptions = z.strictObject({
  gamma: z
    .number()
    .nonnegative()
    .default(1)
    .meta({ description: 'Focusing parameter γ; 0 is the binary cross entropy of K sigmoids.', search: uniform(0, 3) }),
});

/** Keeps (1 − p_t)^(γ − 1), a factor of the gradient, finite for answers that are certain. */
const smallestMiss = 1e-7;

/**
 * K yes-or-no questions in place of one choice: Σ_k (1 − p_k)^γ · (−ln p_k), where p_k is the probability that the
 * sigmoid of class k gives to the right answer (Lin et al. 2017, eq. 4, on sigmoids; Cui et al. 2019, eq. 13).
 * Under `class-balanced` it is their class-balanced sigmoid or focal loss.
 */
@injectable()
class SigmoidFocalLoss implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof SigmoidFocalOptions>) {}

  perSample({ logits, givenLabels }: LossInputs): Tensor1D /* [B] */ {
    const answers = binaryCrossEntropy(logits, givenLabels); // [B, K]
    return tf.sum(this.options.gamma === 0 ? answers : focus(answers, this.options.gamma), 1);
  }
}

/** −ln p_k = softplus(−s · z) with s = 1 for the given class and −1 for the others, [B, K]. */
function binaryCrossEntropy(logits: Tensor2D, givenLabels: Tensor1D): Tensor2D {
  const isGiven = tf.cast(tf.oneHot(givenLabels, logits.shape[1]), 'float32');
  const sign = tf.sub(1, tf.mul(2, isGiven));
  return tf.softplus(tf.mul(sign, logits));
}

/** Through −ln p alone: 1 − p = −expm1(ln p), exact also where p is almost 1. */
function focus(answers: Tensor2D, gamma: number): Tensor2D {
  const miss = tf.maximum(tf.neg(tf.expm1(tf.neg(answers))), smallestMiss);
  return tf.mul(tf.pow(miss, gamma), answers);
}

export default definePlugin({
  kind: 'loss',
  id: 'sigmoid-focal',
  docs: {
    summary: 'Binary cross entropies of K sigmoids that count easy answers less.',
    paper: 'Lin, Goyal, Girshick, He, Dollár 2017, Focal Loss for Dense Object Detection',
  },
  options: SigmoidFocalOptions,
  use: SigmoidFocalLoss,
});
