import type { Dual } from '@ballast/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { dense } from './linear.ts';

/** Under the root of the squared length, so that a zero vector stays zero and has a gradient. */
const tiny = 1e-24;

/** Cosines between features [B, in] and the columns of the kernel [in, out] → [B, out]; no bias (Cao et al. 2019). */
export function cosineDense(x: Dual, kernel: Dual): Dual<Tensor2D> {
  return dense(unitLength(x as Dual<Tensor2D>, 1), unitLength(kernel as Dual<Tensor2D>, 0));
}

/** x̂ = x/|x| along an axis; x̂˙ = (ẋ − x̂⟨x̂, ẋ⟩)/|x|. */
function unitLength(x: Dual<Tensor2D>, axis: number): Dual<Tensor2D> {
  const length = tf.sqrt(tf.add(tf.sum(tf.square(x.value), axis, true), tiny));
  const value = tf.div<Tensor2D>(x.value, length);
  if (x.tangent === undefined) return { value };
  const along = tf.mul(value, tf.sum(tf.mul(value, x.tangent), axis, true));
  return { value, tangent: tf.div(tf.sub(x.tangent, along), length) };
}
