import { UserError } from '@ballast/core';
import { namedTensor, tf } from '@ballast/tensor';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { tidyGroups } from '../tensors/groups.ts';
import type { Optimizer, OptimizerResult, OptimizerStep } from './optimizer.ts';
import type { AdamOptions } from './options.ts';
import { withDecay } from './weightDecay.ts';

/** 1 − β^t of the two moments, carried on as c ← β·c + (1 − β): no cancellation, and no step count to read. */
const corrections = ['correction of the first moment', 'correction of the second moment'] as const;

const firstMoment = (name: string): string => `${name}, first moment`;
const secondMoment = (name: string): string => `${name}, second moment`;

/** Kingma and Ba 2015, algorithm 1, with weight decay as L2 in the gradient and ε outside of the corrected root (PyTorch). */
export function createAdam(options: AdamOptions): Optimizer {
  return {
    initialState: (parameters) => {
      const state: Record<string, Tensor> = {};
      for (const correction of corrections) state[correction] = tf.scalar(0);
      for (const [name, parameter] of Object.entries(parameters)) {
        state[firstMoment(name)] = tf.zerosLike(parameter);
        state[secondMoment(name)] = tf.zerosLike(parameter);
      }
      return state;
    },
    step: (step) => tidyGroups(() => moveAll(options, step)),
    virtualStep: refuse,
    gradientFactor: refuse,
  };
}

function refuse(): never {
  throw new UserError({
    what: 'a step of Adam is not linear in the gradient, so it has no meta gradient of this form.',
    where: 'optimizer',
    fix: 'Give the classifier the optimizer "sgd"; Adam may still move the weight net.',
  });
}

function moveAll(options: AdamOptions, { parameters, gradients, state, learningRate }: OptimizerStep): OptimizerResult {
  const { beta1, beta2, epsilon } = options;
  const [first, second] = corrections;
  const correction1 = average(namedTensor(state, first), 1, beta1) as Scalar;
  const correction2 = average(namedTensor(state, second), 1, beta2) as Scalar;
  const stepSize = tf.div(learningRate, correction1);
  const root2 = correction2.sqrt();
  const moved: Record<string, Tensor> = {};
  const nextState: Record<string, Tensor> = { [first]: correction1, [second]: correction2 };
  for (const [name, parameter] of Object.entries(parameters)) {
    const gradient = withDecay(namedTensor(gradients, name), parameter, options.weightDecay);
    const m = average(namedTensor(state, firstMoment(name)), gradient, beta1);
    const v = average(namedTensor(state, secondMoment(name)), gradient.square(), beta2);
    moved[name] = parameter.sub(m.div(v.sqrt().div(root2).add(epsilon)).mul(stepSize));
    nextState[firstMoment(name)] = m;
    nextState[secondMoment(name)] = v;
  }
  return { parameters: moved, state: nextState };
}

function average(before: Tensor, value: Tensor | number, decay: number): Tensor {
  const share = typeof value === 'number' ? value * (1 - decay) : value.mul(1 - decay);
  return before.mul(decay).add(share);
}
