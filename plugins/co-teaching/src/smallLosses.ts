import { tf } from '@ballast/tensor';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * [B] 1 for the samples with the `count` smallest losses, 0 for the others; of equal losses those that come first.
 * A sample is among them when fewer than `count` come before it: no sorting, so that `count` may be a tensor.
 */
export function smallLosses(losses: Tensor1D, count: Scalar): Tensor1D {
  return tf.tidy(() => {
    const own = tf.expandDims<Tensor2D>(losses, 1); // [B, 1]
    const other = tf.expandDims<Tensor2D>(losses, 0); // [1, B]
    const places = tf.range(0, losses.size, 1, 'int32');
    const isEarlier = tf.less(tf.expandDims(places, 0), tf.expandDims(places, 1)); // [B, B]
    const comesBefore = tf.logicalOr(tf.less(other, own), tf.logicalAnd(tf.equal(other, own), isEarlier));
    const rank = tf.sum<Tensor1D>(tf.cast(comesBefore, 'float32'), 1);
    return tf.cast(tf.less(rank, count), 'float32');
  });
}

/**
 * [2B] what the losses of two networks weigh in the mean over both: each network learns from the `count` samples that
 * the other one finds easiest, by their mean (Han et al. 2018, algorithm 1, steps 4 to 7).
 * @param losses [2B] of the first network, then of the second
 */
export function exchangedWeights(losses: Tensor1D, count: Scalar): Tensor1D {
  return tf.tidy(() => {
    const [first, second] = tf.split<Tensor1D>(losses, 2) as [Tensor1D, Tensor1D];
    const chosen = tf.concat([smallLosses(second, count), smallLosses(first, count)]);
    return tf.mul(chosen, tf.div(losses.size, count));
  });
}
