import { forward, gradients, softmax, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { classifierStep } from '@ballast/training';
import type { LossFunction, NamedTensors } from '@ballast/core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { corrections, oneHot } from '../learned/labelCorrector.ts';
import { moveParts, unpackParts } from '../learned/learnedParts.ts';
import type { DynamicLossSetup, DynamicLossState, StepOutcome, TwoViews } from './setup.ts';

export type WarmStepInputs = { readonly state: DynamicLossState; readonly batch: TwoViews };

export const crossEntropy: LossFunction = {
  perSample: ({ logits, givenLabels }) => softmaxCrossEntropy(logits, givenLabels),
};

/** Keeps a logarithm finite. */
const tiny = 1e-8;

/**
 * A step of plain cross entropy on the strong view; beside it the corrector moves towards the given labels, by the
 * loss −ln y*_ỹ of what it makes of the predictions before the step. Call it within `tf.tidy`.
 */
export function warmStep(
  setup: DynamicLossSetup,
  { state, batch }: WarmStepInputs,
  movesCorrector: boolean,
): StepOutcome {
  const { strong, givenLabels } = batch;
  const { learned, learnedOptimizer } = state;
  const { state: next, logits, losses } = classifierStep({ ...setup, loss: crossEntropy }, state, { images: strong, givenLabels }); // prettier-ignore
  if (!movesCorrector) return { state: { ...next, learned, learnedOptimizer }, logits, losses };
  const weak = weakPredictions(setup, state, next.buffers, batch);
  const moved = moveCorrector(setup, state, batch, weak.logits);
  return { state: { ...next, buffers: weak.buffers, ...moved }, logits, losses };
}

/** At θ before the step, after its forward pass has moved the running statistics; in mode `train` they move again. */
function weakPredictions(
  { network, options }: DynamicLossSetup,
  { parameters }: DynamicLossState,
  buffers: NamedTensors,
  { weak }: TwoViews,
) {
  return forward(network, { parameters, buffers }, weak, options.warmPredictions);
}

function moveCorrector(
  { learnedOptimizer, options }: DynamicLossSetup,
  state: DynamicLossState,
  { givenLabels, ranks }: TwoViews,
  weakLogits: Tensor2D,
) {
  const predicted = softmax(weakLogits);
  const ofGiven: Tensor1D = tf.sum(tf.mul(predicted, oneHot(givenLabels, weakLogits.shape[1])), 1);
  const loss = (learned: NamedTensors): Scalar => {
    const trust = corrections(unpackParts(learned).corrector, ranks, givenLabels);
    const label = tf.add(trust, tf.mul(tf.sub(1, trust), ofGiven)); // y*_ỹ
    return tf.neg(tf.mean(tf.log(tf.add(label, tiny))));
  };
  const { gradients: slopes } = gradients(loss, state.learned);
  return moveParts(learnedOptimizer, state, slopes, options.learnedLearningRate, ['corrector']);
}
