import type { Dual } from '@ballast/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { reluGradient } from '../kernels/operations.ts';
import { tf } from '../tf.ts';

/** max(x, 0); its derivative at 0 is 0. */
export function relu<T extends Tensor>(x: Dual<T>): Dual<T> {
  return { value: tf.relu(x.value), tangent: x.tangent && reluGradient(x.tangent, x.value) };
}
