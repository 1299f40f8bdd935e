import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { HeadKind } from './model.ts';

export interface LossInputs {
  /** [B, K] */
  readonly logits: Tensor2D;
  /** [B] int32 */
  readonly givenLabels: Tensor1D;
  /** [K] counts of the *given* labels in the set that is trained on. */
  readonly classCounts: readonly number[];
  /** Of the phase, 0-based. */
  readonly epoch: number;
  /** How many epochs the phase has. */
  readonly epochs: number;
}

/** The loss of each sample; the caller takes the mean, weighted or not. */
export interface LossFunction {
  /** The last layer that the loss was made for, taken when the model's `head` is `auto`. */
  readonly head?: HeadKind;
  /** [B], never a mean; differentiable in the logits, and twice so where a meta gradient needs it. */
  perSample(inputs: LossInputs): Tensor1D;
}
