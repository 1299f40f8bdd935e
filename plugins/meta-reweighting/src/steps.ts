import { tf, untied } from '@ballast/tensor';
import {
  classifierStep,
  type BatchTensors,
  type ClassifierStepResult,
  type TrainAndMetaTensors,
} from '@ballast/training';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { withClassWeights } from './deferredReweighting.ts';
import { metaStep, multipliers, type BatchFeatures, type Reweighting, type ReweightingState } from './metaStep.ts';

/** Records of tensors, as compiled steps take them; so are the outcomes. */
export type WeighedStepInputs = {
  readonly state: ReweightingState;
  readonly batch: BatchTensors;
  /** [B, length] of the batch's samples, where the weight net asked for them. */
  readonly lossCurves: Tensor2D | undefined;
};

export type LearningStepInputs = WeighedStepInputs & { readonly batch: TrainAndMetaTensors };

export type FrozenStepInputs = {
  readonly state: ReweightingState;
  readonly batch: BatchTensors;
  /** [B] of the batch's samples. */
  readonly weights: Tensor1D;
};

export type FrozenStepOutcome = {
  readonly state: ReweightingState;
  /** [B, K] */
  readonly logits: Tensor2D;
  /** [B] */
  readonly losses: Tensor1D;
};

export type WeighedStepOutcome = FrozenStepOutcome & {
  /** [B] of the weight net, before any normalisation over the batch. */
  readonly weights: Tensor1D;
};

export type LearningStepOutcome = WeighedStepOutcome & { readonly metaLoss: Scalar };

/** Virtual and meta step on φ, then the actual step on θ with the net's weights as constants. Call it within `tf.tidy`. */
export function learningStep(setup: Reweighting, inputs: LearningStepInputs): LearningStepOutcome {
  const { metaLoss, ...refreshed } = metaStep(setup, inputs.state, inputs.batch, featuresOf(inputs));
  const weighing = setup.staleWeights ? inputs.state : { ...inputs.state, ...refreshed };
  const outcome = weighedStep(setup, { ...inputs, state: weighing });
  return { ...outcome, state: { ...outcome.state, ...refreshed }, metaLoss };
}

/** The actual step on θ with the weights of a net that rests. Call it within `tf.tidy`. */
export function weighedStep(setup: Reweighting, inputs: WeighedStepInputs): WeighedStepOutcome {
  const { state, batch } = inputs;
  const { learned, learnedOptimizer } = state;
  let weights: Tensor1D | undefined;
  const { logits, losses, ...result } = actualStep(setup, state, batch, (values) => {
    const current = setup.weightNet.weights(learned, { ...featuresOf(inputs), losses: values });
    weights = tf.keep(current.clone()); // outlives the gradient's own scope
    return current;
  });
  if (weights === undefined) throw new Error('The weights were not evaluated.');
  return { state: { ...result.state, learned, learnedOptimizer }, logits, losses, weights: untied(weights) };
}

function featuresOf({ batch, lossCurves }: WeighedStepInputs): BatchFeatures {
  return { givenLabels: batch.givenLabels, lossCurves };
}

/** The actual step alone, every sample with its stored weight. Call it within `tf.tidy`. */
export function frozenStep(setup: Reweighting, { state, batch, weights }: FrozenStepInputs): FrozenStepOutcome {
  const { logits, losses, ...result } = actualStep(setup, state, batch, () => weights);
  const { learned, learnedOptimizer } = state;
  return { state: { ...result.state, learned, learnedOptimizer }, logits, losses };
}

/** θ moves along ∇_θ of the weighted loss, in mode `train`: the only step that moves the running statistics. */
function actualStep(
  setup: Reweighting,
  state: ReweightingState,
  batch: BatchTensors,
  weigh: (losses: Tensor1D) => Tensor1D,
): ClassifierStepResult {
  const { deferred, lossContext } = setup;
  const weights = (losses: Tensor1D): Tensor1D => {
    const learned = multipliers(weigh(losses), setup.normaliseWeights);
    if (deferred === undefined) return learned; // the epoch is not looked at
    return withClassWeights(learned, batch.givenLabels, deferred, lossContext.epoch);
  };
  return classifierStep({ ...setup, weights }, state, batch);
}
