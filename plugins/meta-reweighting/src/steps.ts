import type { Batch, LossCurves, NamedArray } from '@ballast/core';
import { tf } from '@ballast/tensor';
import { classifierStep, type ClassifierStepResult, type StepOutcome, type TrainAndMetaBatch } from '@ballast/training';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import { metaStep, multipliers, type BatchFeatures, type Reweighting, type ReweightingState } from './metaStep.ts';
import { curvesOf, storedWeights } from './sampleWeights.ts';

export interface LearningStepOutcome extends StepOutcome<ReweightingState> {
  /** [B] of the refreshed weight net, before any normalisation over the batch; kept, so the caller disposes. */
  readonly weights: Tensor1D;
  readonly metaLoss: Scalar;
}

/** Virtual and meta step on φ, then the actual step on θ with the refreshed weights as constants. */
export function learningStep(
  setup: Reweighting,
  state: ReweightingState,
  batch: TrainAndMetaBatch,
  curves: LossCurves | undefined,
): LearningStepOutcome {
  const features: BatchFeatures = {
    givenLabels: batch.givenLabels,
    lossCurves: curves === undefined ? undefined : curvesOf(curves, batch.positions),
  };
  const { metaLoss, learned, learnedOptimizer } = metaStep(setup, state, batch, features);
  let weights: Tensor1D | undefined;
  const result = actualStep(setup, state, batch, (losses) => {
    const refreshed = setup.weightNet.weights(learned, { ...features, losses });
    weights = tf.keep(refreshed.clone()); // outlives the step's own scope
    return refreshed;
  });
  if (weights === undefined) throw new Error('The weights were not evaluated.');
  return { ...result, state: { ...result.state, learned, learnedOptimizer }, weights, metaLoss };
}

/** The actual step alone, every sample with its stored weight. */
export function frozenStep(
  setup: Reweighting,
  state: ReweightingState,
  batch: Batch,
  sampleWeights: NamedArray,
): StepOutcome<ReweightingState> {
  const result = actualStep(setup, state, batch, () => storedWeights(sampleWeights, batch.positions));
  const { learned, learnedOptimizer } = state;
  return { ...result, state: { ...result.state, learned, learnedOptimizer } };
}

/** θ moves along ∇_θ of the weighted loss, in mode `train`: the only step that moves the running statistics. */
function actualStep(
  setup: Reweighting,
  state: ReweightingState,
  batch: Batch,
  weigh: (losses: Tensor1D) => Tensor1D,
): ClassifierStepResult {
  const weights = (losses: Tensor1D): Tensor1D => multipliers(weigh(losses), setup.normaliseWeights);
  return classifierStep({ ...setup, weights }, state, batch);
}
