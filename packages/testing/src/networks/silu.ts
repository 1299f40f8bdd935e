import type { Dual } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';

/** x·σ(x): a ReLU without its kink, so that central differences come as near as float32 lets them. */
export function silu<T extends Tensor>({ value, tangent }: Dual<T>): Dual<T> {
  const sigmoid = tf.sigmoid(value);
  const activated = tf.mul<T>(value, sigmoid);
  if (tangent === undefined) return { value: activated };
  const derivative = tf.add(sigmoid, tf.mul(activated, tf.sub(1, sigmoid)));
  return { value: activated, tangent: tf.mul<T>(tangent, derivative) };
}
