import type { NamedTensors, VirtualStep } from '@ballast/core';
import type { Scalar } from '@tensorflow/tfjs-core';
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
  /** A tensor where a compiled step is to serve every rate. */
  readonly learningRate: number | Scalar;
}

export interface VirtualOptimizerStep extends OptimizerStep {
  /** What `gradientFactor` gives for the learning rate; the product in float32 unless given. */
  readonly gradientFactor?: Scalar | undefined;
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
  virtualStep(step: VirtualOptimizerStep): VirtualStep;
  /**
   * αc of a virtual step: learning rate × (1, or 1 + momentum with Nesterov).
   * @throws UserError for an optimizer whose step is not linear in the gradient.
   */
  gradientFactor(learningRate: number): number;
}

export function createOptimizer(options: OptimizerOptions): Optimizer {
  return options.type === 'sgd' ? createSgd(options) : createAdam(options);
}
