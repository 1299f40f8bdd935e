import type { Batch, LossFunction, LossInputs, Network, NamedTensors, Random } from '@ballast/core';
import { forward, gradients, initializeNetwork, tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { ClassifierState } from './groups.ts';
import { withoutGradient } from './withoutGradient.ts';

/** Fresh parameters and buffers, and the optimizer's state for them. */
export function initialClassifier(network: Network, optimizer: Optimizer, random: Random): ClassifierState {
  const { parameters, buffers } = initializeNetwork(network, random);
  return { parameters, buffers, optimizer: optimizer.initialState(parameters) };
}

export interface ClassifierStep {
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly loss: LossFunction;
  /** What the loss knows besides the batch. */
  readonly lossContext: Omit<LossInputs, 'logits' | 'givenLabels'>;
  /** [B] sample weights from the per-sample losses [B], constants for the gradient; all 1 unless given. */
  readonly weights?: ((losses: Tensor1D) => Tensor1D) | undefined;
}

export interface ClassifierStepResult {
  readonly state: ClassifierState;
  /** [B, K] before the step, of the training forward. */
  readonly logits: Tensor2D;
  /** [B] unweighted. */
  readonly losses: Tensor1D;
  /** [B]; undefined when the step had no weights. */
  readonly weights: Tensor1D | undefined;
}

/**
 * The actual step: θ ← θ − optimizer(∇_θ (1/B) Σ w_i ℓ_i), forward in mode `train`, which moves the running statistics.
 * Call it within `tf.tidy` (as `trainEpoch` does); the result's tensors are new, `state` is left alone.
 */
export function classifierStep(step: ClassifierStep, state: ClassifierState, batch: Batch): ClassifierStepResult {
  let buffers: NamedTensors = state.buffers;
  let logits: Tensor2D | undefined;
  let losses: Tensor1D | undefined;
  let weights: Tensor1D | undefined;
  const derived = gradients((parameters) => {
    const result = forward(step.network, { parameters, buffers: state.buffers }, batch.images, 'train');
    buffers = keepAll(result.buffers);
    logits = tf.keep(result.logits);
    losses = tf.keep(
      step.loss.perSample({ ...step.lossContext, logits: result.logits, givenLabels: batch.givenLabels }),
    );
    if (step.weights === undefined) return losses.mean();
    weights = tf.keep(withoutGradient(losses, step.weights));
    return losses.mul(weights).mean();
  }, state.parameters);
  const next = step.optimizer.step({
    parameters: state.parameters,
    gradients: derived.gradients,
    state: state.optimizer,
    learningRate: step.learningRate,
  });
  if (logits === undefined || losses === undefined) throw new Error('The loss was not evaluated.');
  return { state: { parameters: next.parameters, buffers, optimizer: next.state }, logits, losses, weights };
}

function keepAll(tensors: NamedTensors): NamedTensors {
  for (const tensor of Object.values(tensors)) tf.keep(tensor);
  return tensors;
}
