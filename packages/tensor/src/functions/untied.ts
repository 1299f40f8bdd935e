import type { Tensor } from '@tensorflow/tfjs-core';

/** A kept tensor as one that the `tf.tidy` around frees again. */
export function untied<T extends Tensor>(kept: T): T {
  const copy = kept.clone();
  kept.dispose();
  return copy;
}
