import { mapNamed, namedTensor, tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Optimizer, OptimizerResult, OptimizerStep } from './optimizer.ts';
import type { SgdOptions } from './options.ts';

/**
 * Stochastic gradient descent with PyTorch's conventions, g the gradient, ω the parameter, b its momentum buffer:
 * d = g + weightDecay·ω, b ← momentum·b + d, ω ← ω − learningRate·b, or with Nesterov ω − learningRate·(d + momentum·b).
 * Buffers start at zero, so that the first step has b = d.
 */
export function createSgd(options: SgdOptions): Optimizer {
  return {
    initialState: (parameters) =>
      options.momentum === 0 ? {} : mapNamed(parameters, (parameter) => tf.zerosLike(parameter)),
    step: (step) => tf.tidy(() => moveAll(options, step)),
    virtualStep: (step) => ({
      parameters: tf.tidy(() => moveAll(options, step).parameters),
      gradientFactor: step.learningRate * (options.nesterov ? 1 + options.momentum : 1),
    }),
  };
}

function moveAll(options: SgdOptions, { parameters, gradients, state, learningRate }: OptimizerStep): OptimizerResult {
  const moved: Record<string, Tensor> = {};
  const buffers: Record<string, Tensor> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const direction = decayed(namedTensor(gradients, name), parameter, options.weightDecay);
    const buffer = options.momentum === 0 ? direction : namedTensor(state, name).mul(options.momentum).add(direction);
    const step = options.nesterov ? buffer.mul(options.momentum).add(direction) : buffer;
    moved[name] = parameter.sub(step.mul(learningRate));
    if (options.momentum !== 0) buffers[name] = buffer;
  }
  return { parameters: moved, state: buffers };
}

function decayed(gradient: Tensor, parameter: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
}
