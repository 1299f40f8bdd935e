import { sigmoid, tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';

/** x·σ(x): a ReLU without its kink, so that central differences come as near as float32 lets them. */
export function silu<T extends Tensor>(x: T): T {
  return tf.mul<T>(x, sigmoid(x));
}
