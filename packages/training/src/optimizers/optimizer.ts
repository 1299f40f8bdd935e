import type { NamedTensors, VirtualStep } from '@ballast/core';
import { createAdam } from './adam.ts';
import type { OptimizerOptions } from './options.ts';
import { createSgd } from './sgd.ts';

export interface OptimizerStep {
  /** What is to move. */
  readonly parameters: NamedTensors;
  /** Named and shaped as `parameters`. */
  readonly gradients: NamedTensors;
  /** What `initialState` or the last step returned. */
  readonly state: NamedTensors;
  readonly learningRate: number;
}

export type OptimizerResult = {
  readonly parameters: NamedTensors;
  readonly state: NamedTensors;
};

/** A pure function of named tensors: nothing is changed or disposed, every result is a new tensor. */
export interface Optimizer {
  initialState(parameters: NamedTensors): NamedTensors;
  step(step: OptimizerStep): OptimizerResult;
  /**
   * The step as a linear function of the gradient, for a meta gradient: `parameters` may be a part of all
   * parameters, and only they move. The state stays as it is.
   * @throws UserError for an optimizer whose step is not linear in the gradient.
   */
  virtualStep(step: OptimizerStep): VirtualStep;
}

export function createOptimizer(options: OptimizerOptions): Optimizer {
  return options.type === 'sgd' ? createSgd(options) : createAdam(options);
}
