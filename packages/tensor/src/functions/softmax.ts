import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/**
 * tfjs's own gradients of softmax, sigmoid, tanh and exp are computed from the saved *output*, which has
 * lost its history: differentiated twice they are silently wrong. These save the input, and so can be
 * differentiated any number of times.
 */

type Elementwise = <T extends Tensor>(x: T) => T;

/** Along the last axis, [B, K] → [B, K]. */
export const softmax: Elementwise = differentiable(
  (logits) => tf.softmax(logits),
  (dy, logits) => {
    const p = softmax(logits);
    return p.mul(dy.sub(p.mul(dy).sum(-1, true)));
  },
);

/** log softmax along the last axis, [B, K] → [B, K]. */
export const logSoftmax: Elementwise = differentiable(
  (logits) => tf.logSoftmax(logits),
  (dy, logits) => dy.sub(softmax(logits).mul(dy.sum(-1, true))),
);

export const sigmoid: Elementwise = differentiable(
  (x) => tf.sigmoid(x),
  (dy, x) => {
    const s = sigmoid(x);
    return dy.mul(s.sub(s.square()));
  },
);

export const tanh: Elementwise = differentiable(
  (x) => tf.tanh(x),
  (dy, x) => dy.sub(dy.mul(tanh(x).square())),
);

export const exp: Elementwise = differentiable(
  (x) => tf.exp(x),
  (dy, x) => dy.mul(exp(x)),
);

/** A function that keeps the shape, from its value and its vector–Jacobian product at the input. */
function differentiable(compute: (x: Tensor) => Tensor, gradient: (dy: Tensor, x: Tensor) => Tensor): Elementwise {
  const withGradient = (x: Tensor, save: (tensors: Tensor[]) => void) => {
    save([x]);
    return {
      value: compute(x),
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(dy, saved[0] as Tensor),
    };
  };
  const operation = tf.customGrad(withGradient as unknown as Parameters<typeof tf.customGrad>[0]);
  return (x) => operation(x) as typeof x;
}
