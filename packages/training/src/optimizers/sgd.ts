import { mapNamed, namedTensor, tf } from '@ballast/tensor';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { tidyGroups } from '../tensors/groups.ts';
import type { Optimizer, OptimizerResult, OptimizerStep } from './optimizer.ts';
import type { SgdOptions } from './options.ts';
import { withDecay } from './weightDecay.ts';

/**
 * Stochastic gradient descent with PyTorch's conventions, g the gradient, ω the parameter, b its momentum buffer:
 * d = g + weightDecay·ω, b ← momentum·b + d, ω ← ω − learningRate·b, or with Nesterov ω − learningRate·(d + momentum·b).
 * Buffers start at zero, so that the first step has b = d.
 */
export function createSgd(options: SgdOptions): Optimizer {
  const factor = options.nesterov ? 1 + options.momentum : 1;
  return {
    initialState: (parameters) =>
      options.momentum === 0 ? {} : mapNamed(parameters, (parameter) => tf.zerosLike(parameter)),
    step: (step) => tidyGroups(() => moveAll(options, step)),
    virtualStep: (step) => ({
      parameters: tidyGroups(() => ({ moved: moveAll(options, step).parameters })).moved,
      gradientFactor: step.gradientFactor ?? times(step.learningRate, factor),
    }),
    gradientFactor: (learningRate) => learningRate * factor,
  };
}

function moveAll(
  { momentum, nesterov, weightDecay }: SgdOptions,
  { parameters, gradients, state, learningRate }: OptimizerStep,
): OptimizerResult {
  const moved: Record<string, Tensor> = {};
  const buffers: Record<string, Tensor> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const gradient = withDecay(namedTensor(gradients, name), parameter, weightDecay);
    let direction = gradient;
    if (momentum > 0) {
      const buffer = namedTensor(state, name).mul(momentum).add(gradient);
      direction = nesterov ? buffer.mul(momentum).add(gradient) : buffer;
      buffers[name] = buffer;
    }
    moved[name] = parameter.sub(direction.mul(learningRate));
  }
  return { parameters: moved, state: buffers };
}

function times(learningRate: number | Scalar, factor: number): number | Scalar {
  return typeof learningRate === 'number' ? learningRate * factor : learningRate.mul(factor);
}
