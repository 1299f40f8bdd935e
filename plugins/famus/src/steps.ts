import type { NamedTensors } from '@ballast/core';
import { tf, zipNamed } from '@ballast/tensor';
import { classifierStep, type BatchTensors, type Optimizer, type TrainAndMetaTensors } from '@ballast/training';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { famusGradients, type FamusSetup, type FamusState } from './metaStep.ts';

export type WarmStepInputs = { readonly state: FamusState; readonly batch: BatchTensors };

export type LearningStepInputs = {
  readonly state: FamusState;
  readonly batch: TrainAndMetaTensors;
  /** [G, 2] of the gates' Gumbel softmax. */
  readonly noise: Tensor2D;
};

export type WarmStepOutcome = {
  readonly state: FamusState;
  /** [B, K] */
  readonly logits: Tensor2D;
  /** [B] */
  readonly losses: Tensor1D;
};

export type LearningStepOutcome = WarmStepOutcome & {
  /** [B] */
  readonly weights: Tensor1D;
  readonly metaLoss: Scalar;
  readonly openCount: Scalar;
};

export interface Learning {
  readonly learnedOptimizer: Optimizer;
  readonly weightNetLearningRate: number;
  readonly gateLearningRate: number;
}

/** Every sample weighs 1. Call it within `tf.tidy`. */
export function warmStep(setup: FamusSetup, { state, batch }: WarmStepInputs): WarmStepOutcome {
  const { state: next, logits, losses } = classifierStep(setup, state, batch);
  return { state: { ...state, ...next }, logits, losses };
}

/** Weight net and gates first, then the classifier with the refreshed weights. Call it within `tf.tidy`. */
export function learningStep(
  setup: FamusSetup & Learning,
  { state, batch, noise }: LearningStepInputs,
): LearningStepOutcome {
  const derived = famusGradients(setup, state, batch, noise);
  const refreshed = setup.learnedOptimizer.step({
    parameters: state.learned,
    gradients: derived.learned,
    state: state.learnedOptimizer,
    learningRate: setup.weightNetLearningRate,
  });
  const { givenLabels } = batch;
  const weights = (losses: Tensor1D): Tensor1D =>
    setup.weightNet.weights(refreshed.parameters, { losses, givenLabels });
  const step = classifierStep({ ...setup, weights }, state, batch);
  const { logits, losses } = step;
  return {
    state: {
      ...step.state,
      learned: refreshed.parameters,
      learnedOptimizer: refreshed.state,
      gates: descended(state.gates, derived.gates, setup.gateLearningRate),
    },
    logits,
    losses,
    weights: step.weights as Tensor1D,
    metaLoss: derived.metaLoss,
    openCount: derived.openCount,
  };
}

/** Plain gradient descent. */
function descended(parameters: NamedTensors, gradients: NamedTensors, learningRate: number): NamedTensors {
  return zipNamed(parameters, gradients, (value, gradient) => tf.sub(value, tf.mul(gradient, learningRate)));
}
