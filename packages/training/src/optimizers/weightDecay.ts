import type { Tensor } from '@tensorflow/tfjs-core';

/** The gradient of the loss with (weightDecay/2)·‖parameter‖² added to it. */
export function withDecay(gradient: Tensor, parameter: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
}
