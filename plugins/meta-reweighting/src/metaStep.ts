import type {
  LossFunction,
  LossInputs,
  MetaOptimizer,
  MetaProblem,
  NamedTensors,
  Network,
  WeightFeatures,
  WeightNet,
} from '@ballast/core';
import { softmaxCrossEntropy, tf } from '@ballast/tensor';
import {
  lossInputs,
  withoutGradient,
  type ClassifierState,
  type Optimizer,
  type TrainAndMetaTensors,
} from '@ballast/training';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { DeferredReweighting } from './deferredReweighting.ts';

/** A classifier in training with the weight net that learns beside it. */
export type ReweightingState = ClassifierState & {
  /** φ of the weight net. */
  readonly learned: NamedTensors;
  readonly learnedOptimizer: NamedTensors;
};

/** What does not change within an epoch. */
export interface Reweighting {
  readonly network: Network;
  readonly loss: LossFunction;
  readonly lossContext: Omit<LossInputs, 'logits' | 'givenLabels'>;
  readonly weightNet: WeightNet;
  readonly metaOptimizer: MetaOptimizer;
  readonly normaliseWeights: 'none' | 'batch-sum';
  /** Of the actual step alone. */
  readonly deferred?: DeferredReweighting | undefined;
  readonly optimizer: Optimizer;
  /** Of the virtual step; undefined: the classifier's, with its momentum. */
  readonly innerOptimizer: Optimizer | undefined;
  readonly learnedOptimizer: Optimizer;
  /** A tensor where a compiled step is to serve every rate. */
  readonly learningRate: number | Scalar;
  /** Of the inner optimizer, where the learning rate is a tensor. */
  readonly gradientFactor?: Scalar | undefined;
  readonly weightNetLearningRate: number;
  /** The actual step weighs with the net as it was before its step. */
  readonly staleWeights: boolean;
}

/** What the weight net sees of a batch besides its losses. */
export type BatchFeatures = Omit<WeightFeatures, 'losses'>;

export interface MetaStepResult {
  readonly learned: NamedTensors;
  readonly learnedOptimizer: NamedTensors;
  readonly metaLoss: Scalar;
}

/** φ ← optimizer(∇_φ L_meta(θ̂(φ))); θ, its buffers and its optimizer stay as they are. */
export function metaStep(
  setup: Reweighting,
  state: ReweightingState,
  batch: TrainAndMetaTensors,
  features: BatchFeatures,
): MetaStepResult {
  const { gradients, metaLoss } = setup.metaOptimizer.metaGradient(metaProblem(setup, state, batch, features));
  const next = setup.learnedOptimizer.step({
    parameters: state.learned,
    gradients,
    state: state.learnedOptimizer,
    learningRate: setup.weightNetLearningRate,
  });
  return { learned: next.parameters, learnedOptimizer: next.state, metaLoss };
}

function metaProblem(
  setup: Reweighting,
  state: ReweightingState,
  batch: TrainAndMetaTensors,
  features: BatchFeatures,
): MetaProblem {
  const { network, loss, lossContext, weightNet, learningRate, gradientFactor } = setup;
  const { givenLabels } = batch;
  const inner = setup.innerOptimizer ?? setup.optimizer;
  const innerState = setup.innerOptimizer?.initialState(state.parameters) ?? state.optimizer;
  return {
    network,
    parameters: state.parameters,
    buffers: state.buffers,
    trainInputs: batch.images,
    metaInputs: batch.meta.images,
    metaLabels: batch.meta.givenLabels,
    learned: state.learned,
    trainLoss: (learned, logits: Tensor2D) => {
      const losses = loss.perSample(lossInputs(lossContext, logits, givenLabels));
      const seen = withoutGradient(losses, (values) => values);
      const weights = weightNet.weights(learned, { ...features, losses: seen });
      return losses.mul(multipliers(weights, setup.normaliseWeights)).mean();
    },
    metaLoss: (logits, labels) => softmaxCrossEntropy(logits, labels).mean(),
    virtualStep: (parameters, gradients) =>
      inner.virtualStep({ parameters, gradients, state: innerState, learningRate, gradientFactor }),
  };
}

/** [B] what each sample's loss is multiplied with before the mean over the batch. */
export function multipliers(weights: Tensor1D, normalise: 'none' | 'batch-sum'): Tensor1D {
  if (normalise === 'none') return weights;
  return tf.mul(weights, tf.div(weights.size, weights.sum()));
}
