import { logSoftmax, softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** What the learned parts make of a batch. */
export type Correction = {
  /** [B] w, how far the given label is trusted; undefined: wholly. */
  readonly trust: Tensor1D | undefined;
  /** [B, K] ŷ; only where labels are corrected. */
  readonly pseudoLabels: Tensor2D | undefined;
  /** [1, K] m; undefined: none. */
  readonly margins: Tensor2D | undefined;
};

/**
 * [B] cross entropy of softmax(z + m) against the corrected label w · onehot(ỹ) + (1 − w) · ŷ.
 * It is linear in the label, so the two parts are weighed apart: with w = 1 and m = 0 this is cross entropy to the
 * last bit.
 */
export function correctedLoss(logits: Tensor2D, givenLabels: Tensor1D, correction: Correction): Tensor1D {
  const { trust, pseudoLabels, margins } = correction;
  return tf.tidy(() => {
    const shifted: Tensor2D = margins === undefined ? logits : tf.add(logits, margins);
    const againstGiven = softmaxCrossEntropy(shifted, givenLabels);
    if (trust === undefined || pseudoLabels === undefined) return againstGiven;
    const againstPseudo = tf.neg(tf.sum<Tensor1D>(tf.mul(pseudoLabels, logSoftmax(shifted)), 1));
    return tf.add(tf.mul(trust, againstGiven), tf.mul(tf.sub(1, trust), againstPseudo));
  });
}
