import type { LossFunction, LossInputs, NamedTensors, Network, NetworkState, Random } from '@ballast/core';
import {
  forward,
  gradients,
  initializeNetwork,
  keepNamed,
  mapNamed,
  tf,
  untied,
  withoutGradient,
} from '@ballast/tensor';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { ClassifierState } from '../tensors/groups.ts';
import type { BatchTensors } from './batches.ts';
import { requirePerSample } from './perSample.ts';

/** Fresh parameters and buffers, and the optimizer's state for them. */
export function initialClassifier(network: Network, optimizer: Optimizer, random: Random): ClassifierState {
  const { parameters, buffers } = initializeNetwork(network, random);
  return { parameters, buffers, optimizer: optimizer.initialState(parameters) };
}

export interface WeightedLoss {
  readonly network: Network;
  readonly loss: LossFunction;
  /** What the loss knows besides the batch. */
  readonly lossContext: Omit<LossInputs, 'logits' | 'givenLabels'>;
  /** [B] sample weights from the per-sample losses [B], constants for the gradient; all 1 unless given. */
  readonly weights?: ((losses: Tensor1D) => Tensor1D) | undefined;
}

/** What a loss takes. The context is asked for what the loss itself asks for: a compiled step goes by no more. */
export function lossInputs(context: WeightedLoss['lossContext'], logits: Tensor2D, givenLabels: Tensor1D): LossInputs {
  return {
    logits,
    givenLabels,
    get classCounts() {
      return context.classCounts;
    },
    get epoch() {
      return context.epoch;
    },
    get epochs() {
      return context.epochs;
    },
  };
}

/** The context of a loss in the epoch that the constants of a compiled step tell when they are asked. */
export function lossContextOf(
  constants: { readonly epoch: number },
  fixed: Omit<WeightedLoss['lossContext'], 'epoch'>,
): WeightedLoss['lossContext'] {
  return {
    ...fixed,
    get epoch() {
      return constants.epoch;
    },
  };
}

export type ClassifierGradients = {
  /** Named as the parameters. */
  readonly gradients: NamedTensors;
  /** The next running statistics. */
  readonly buffers: NamedTensors;
  /** [B, K] of the forward in mode `train`. */
  readonly logits: Tensor2D;
  /** [B] unweighted. */
  readonly losses: Tensor1D;
  /** [B]; undefined without weights. */
  readonly weights: Tensor1D | undefined;
};

/** ∇_θ (1/B) Σ w_i ℓ_i at θ = `state.parameters`, in mode `train`. Call it within `tf.tidy`. */
export function classifierGradients(
  { network, loss, lossContext, weights: weigh }: WeightedLoss,
  state: NetworkState,
  batch: BatchTensors,
): ClassifierGradients {
  // The gradient's scope frees what is computed in it, unless it is kept.
  let kept: Omit<ClassifierGradients, 'gradients'> | undefined;
  const { gradients: derived } = gradients((parameters) => {
    const { logits, buffers } = forward(network, { parameters, buffers: state.buffers }, batch.images, 'train');
    const losses = loss.perSample(lossInputs(lossContext, logits, batch.givenLabels));
    requirePerSample(losses, logits.shape[0]);
    const weights = weigh && withoutGradient(losses, weigh);
    kept = {
      buffers: keepNamed(buffers),
      logits: tf.keep(logits),
      losses: tf.keep(losses),
      weights: weights && tf.keep(weights),
    };
    return weights === undefined ? losses.mean() : losses.mul(weights).mean();
  }, state.parameters);
  const { buffers, logits, losses, weights } = kept as unknown as Omit<ClassifierGradients, 'gradients'>;
  return {
    gradients: derived,
    buffers: mapNamed(buffers, (buffer, name) => (buffer === state.buffers[name] ? buffer : untied(buffer))),
    logits: untied(logits),
    losses: untied(losses),
    weights: weights && untied(weights),
  };
}

export interface ClassifierStep extends WeightedLoss {
  readonly optimizer: Optimizer;
  /** A tensor where a compiled step is to serve every rate. */
  readonly learningRate: number | Scalar;
}

export type ClassifierStepResult = Omit<ClassifierGradients, 'gradients' | 'buffers'> & {
  readonly state: ClassifierState;
};

/**
 * The actual step: θ moves along `classifierGradients`, the running statistics with it.
 * Call it within `tf.tidy` (as `trainEpoch` does); the result's tensors are new, `state` is left alone.
 */
export function classifierStep(
  step: ClassifierStep,
  state: ClassifierState,
  batch: BatchTensors,
): ClassifierStepResult {
  const { gradients: derived, buffers, ...outcome } = classifierGradients(step, state, batch);
  const { parameters, state: optimizer } = step.optimizer.step({
    parameters: state.parameters,
    gradients: derived,
    state: state.optimizer,
    learningRate: step.learningRate,
  });
  return { ...outcome, state: { parameters, buffers, optimizer } };
}
