import { tf } from '../tf.ts';
import type { Tensor } from '@tensorflow/tfjs-core';

/** `value(input)` as a constant: no gradient flows through it to the input. */
export function withoutGradient<I extends Tensor, O extends Tensor>(input: I, value: (input: I) => O): O {
  const constant = tf.customGrad((given) => ({
    // A copy, so that nobody's tensor is handed out twice.
    value: value(given as I).clone(),
    gradFunc: () => tf.zerosLike(given as I),
  }));
  return constant(input);
}
