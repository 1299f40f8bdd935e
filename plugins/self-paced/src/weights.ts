import { tf } from '@ballast/tensor';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';

/** [B] 1 where the loss is at most λ, 0 elsewhere (Kumar et al. 2010). */
export function selfPacedWeights(losses: Tensor1D, threshold: Scalar): Tensor1D {
  return tf.tidy(() => tf.cast(tf.lessEqual(losses, threshold), 'float32'));
}

/** [B] 1 up to λ1, from there on falling in a straight line to 0 at λ1 + λ2 (Jiang et al. 2018, the linear scheme). */
export function linearWeights(losses: Tensor1D, threshold: Scalar, width: number): Tensor1D {
  return tf.tidy(() => tf.clipByValue(tf.sub(1, tf.div(tf.sub(losses, threshold), width)), 0, 1));
}

/** The loss that a share of the batch does not exceed, that of the nearest rank. */
export function percentileOf(losses: Tensor1D, share: number): Scalar {
  const rank = Math.round(share * (losses.size - 1));
  return tf.tidy(() => tf.min<Scalar>(tf.topk(losses, losses.size - rank).values));
}
