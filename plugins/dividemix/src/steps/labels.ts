import { tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** p^(1/T) / Σ: [B, K]; T = 1 leaves it as it is, T → 0 takes the largest. */
export function sharpen(probabilities: Tensor2D, temperature: number): Tensor2D {
  if (temperature === 1) return probabilities;
  const powers: Tensor2D = tf.pow(probabilities, 1 / temperature);
  return tf.div(powers, tf.sum(powers, 1, true));
}

export interface CoRefinement {
  /** [B] int32 */
  readonly givenLabels: Tensor1D;
  /** [B] w, the probability that the given label is right. */
  readonly trust: Tensor1D;
  /** [B, K] mean over views of the network that learns. */
  readonly predicted: Tensor2D;
}

/** w · onehot(ỹ) + (1 − w) · p: [B, K] (Li et al. 2020, eq. 3). */
export function coRefine({ givenLabels, trust, predicted }: CoRefinement): Tensor2D {
  const given = tf.oneHot(givenLabels, predicted.shape[1]).toFloat() as Tensor2D;
  const share = tf.expandDims(trust, 1); // [B, 1]
  return tf.add(tf.mul(share, given), tf.mul(tf.sub(1, share), predicted));
}

/** The mean of predictions [B, K] of both networks in every view (eq. 5), or of one network. */
export function meanPrediction(probabilities: readonly Tensor2D[]): Tensor2D {
  return tf.div(tf.addN([...probabilities]), probabilities.length);
}
