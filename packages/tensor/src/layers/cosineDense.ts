import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { dense } from './linear.ts';

/** Under the root of the squared length, so that a zero vector stays zero and has a gradient. */
const tiny = 1e-24;

/** Cosines between features [B, in] and the columns of the kernel [in, out] → [B, out]; no bias (Cao et al. 2019). */
export function cosineDense(x: Tensor, kernel: Tensor): Tensor2D {
  return dense(unitLength(x, 1), unitLength(kernel, 0));
}

/** x/|x| along an axis. */
function unitLength(x: Tensor, axis: number): Tensor {
  return tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), axis, true), tiny)));
}
