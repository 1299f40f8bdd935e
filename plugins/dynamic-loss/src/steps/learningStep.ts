import type { LossFunction, NamedTensors, WeightNet } from '@ballast/core';
import { forward, tf } from '@ballast/tensor';
import { classifierStep, mixInputs, type BatchTensors, type Mixing } from '@ballast/training';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { correctedLoss, type Correction } from '../learned/correctedLoss.ts';
import { unpackParts } from '../learned/learnedParts.ts';
import { correct } from './correct.ts';
import { metaStep } from './metaStep.ts';
import { mixLosses } from './mixup.ts';
import type { DynamicLossSetup, DynamicLossState, StepOutcome, TwoViews } from './setup.ts';

export type LearningStepInputs = {
  readonly state: DynamicLossState;
  readonly batch: TwoViews;
  /** Undefined where the learned parts rest. */
  readonly meta: BatchTensors | undefined;
  /** [B, K], one draw for the virtual step and one for the actual step. */
  readonly gumbel: { readonly virtual: Tensor2D; readonly actual: Tensor2D } | undefined;
  readonly mixing: Mixing | undefined;
};

export type LearningStepOutcome = StepOutcome & {
  /** [B] how far each given label is trusted, with the parts as the step left them. */
  readonly trust: Tensor1D;
  readonly metaLoss: Scalar | undefined;
};

/**
 * Virtual and meta step, then the actual step on the strong view: against labels that the moved corrector makes of the
 * classifier's predictions before the step, and with the moved margins. Call it within `tf.tidy`.
 */
export function learningStep(setup: DynamicLossSetup, inputs: LearningStepInputs): LearningStepOutcome {
  const { state, batch, meta, gumbel, mixing } = inputs;
  const { learned, learnedOptimizer, metaLoss } =
    meta === undefined
      ? { ...state, metaLoss: undefined }
      : metaStep(setup, { state, batch, meta, gumbel: gumbel?.virtual });
  const { givenLabels, ranks, weak } = batch;
  // The same forward pass as in the virtual step; a compiled step computes it once.
  const weakLogits = setup.options.corrector === null ? undefined : forward(setup.network, state, weak, 'train').logits;
  const correction = correct(setup, learned, { givenLabels, ranks, weakLogits, gumbel: gumbel?.actual });
  const weightNet = setup.weightNet;
  const { logits, losses, ...result } = classifierStep(
    {
      ...setup,
      loss: actualLoss(correction, mixing),
      weights: weightNet && weighingWith(weightNet, learned, givenLabels),
    },
    state,
    { images: mixInputs(batch.strong, mixing), givenLabels },
  );
  const trust = correction.trust ?? tf.onesLike(losses);
  return { state: { ...result.state, learned, learnedOptimizer }, logits, losses, trust, metaLoss };
}

function weighingWith(weightNet: WeightNet, learned: NamedTensors, givenLabels: Tensor1D) {
  const parameters = unpackParts(learned)['weight net'];
  return (losses: Tensor1D): Tensor1D => weightNet.weights(parameters, { losses, givenLabels });
}

function actualLoss(correction: Correction, mixing: Mixing | undefined): LossFunction {
  return {
    perSample: ({ logits, givenLabels }) =>
      mixLosses(mixing, givenLabels, correction, (labels, labelCorrection) =>
        correctedLoss(logits, labels, labelCorrection),
      ),
  };
}
