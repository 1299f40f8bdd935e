import { tf } from '@ballast/tensor';
import {
  classifierGradients,
  classifierStep,
  plainCrossEntropy,
  type ClassifierState,
  type ClassifierStep,
  type ClassifierStepResult,
  type TrainAndMetaTensors,
} from '@ballast/training';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import { exampleWeights, gradientProducts } from './exampleWeights.ts';

export type ReweightedStepResult = ClassifierStepResult & {
  /** [B] B · w_i: 1 is what a sample weighs in plain training. */
  readonly weights: Tensor1D;
  readonly metaLoss: Scalar;
};

/**
 * A step along Σ w_i ∇ℓ_i with w_i from the gradient of the meta loss at the same parameters (Ren et al. 2018,
 * algorithm 1). With all weights zero before the virtual step it leads nowhere, ω̂ = ω, and its learning rate cancels
 * when the weights are normalised: nothing of it is left to compute. Call it within `tf.tidy`.
 */
export function reweightedStep(
  step: Omit<ClassifierStep, 'weights'>,
  state: ClassifierState,
  batch: TrainAndMetaTensors,
): ReweightedStepResult {
  const meta = classifierGradients({ ...step, loss: plainCrossEntropy }, state, batch.meta);
  const weights = exampleWeights(gradientProducts(step, state, batch, meta.gradients));
  const multipliers: Tensor1D = tf.mul(weights, weights.size); // the step divides by B
  const result = classifierStep({ ...step, weights: () => multipliers }, state, batch);
  return { ...result, weights: multipliers, metaLoss: meta.losses.mean() };
}
