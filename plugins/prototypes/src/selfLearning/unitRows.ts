import { tf } from '@ballast/tensor';
import type { Tensor2D } from '@tensorflow/tfjs-core';

/** Under the root of the squared length, so that a zero vector stays zero. */
const tiny = 1e-24;

/** Rows of length 1, so that their products are cosines. */
export function unitRows(rows: Tensor2D): Tensor2D {
  return tf.div(rows, tf.sqrt(tf.add(tf.sum(tf.square(rows), 1, true), tiny)));
}
