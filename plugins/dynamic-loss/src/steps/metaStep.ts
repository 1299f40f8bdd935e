import type { MetaProblem } from '@ballast/core';
import { softmaxCrossEntropy } from '@ballast/tensor';
import { withoutGradient, type BatchTensors } from '@ballast/training';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { correctedLoss } from '../learned/correctedLoss.ts';
import { moveParts, unpackParts, type LearnedState } from '../learned/learnedParts.ts';
import { correct } from './correct.ts';
import type { DynamicLossSetup, DynamicLossState, TwoViews } from './setup.ts';

export interface MetaStepInputs {
  readonly state: DynamicLossState;
  readonly batch: TwoViews;
  readonly meta: BatchTensors;
  /** [B, K] */
  readonly gumbel: Tensor2D | undefined;
}

/** Corrector, margin and weight net move along the meta gradient; θ stays where it is. Call it within `tf.tidy`. */
export function metaStep(
  setup: DynamicLossSetup,
  inputs: MetaStepInputs,
): LearnedState & { readonly metaLoss: Scalar } {
  const { gradients, metaLoss } = setup.metaOptimizer.metaGradient(metaProblem(setup, inputs));
  const { learnedOptimizer, options } = setup;
  return { ...moveParts(learnedOptimizer, inputs.state, gradients, options.learnedLearningRate), metaLoss };
}

/** The virtual step sees the weak view, with margins; the meta loss is plain cross entropy. */
export function metaProblem(setup: DynamicLossSetup, { state, batch, meta, gumbel }: MetaStepInputs): MetaProblem {
  const { network, optimizer, weightNet, learningRate, gradientFactor } = setup;
  const { givenLabels, ranks } = batch;
  return {
    network,
    parameters: state.parameters,
    buffers: state.buffers,
    trainInputs: batch.weak,
    metaInputs: meta.images,
    metaLabels: meta.givenLabels,
    learned: state.learned,
    trainLoss: (learned, logits) => {
      const weakLogits = setup.options.corrector === null ? undefined : withoutGradient(logits, (values) => values);
      const losses = correctedLoss(
        logits,
        givenLabels,
        correct(setup, learned, { givenLabels, ranks, weakLogits, gumbel }),
      );
      if (weightNet === undefined) return losses.mean();
      const seen: Tensor1D = withoutGradient(losses, (values) => values);
      const weights = weightNet.weights(unpackParts(learned)['weight net'], { losses: seen, givenLabels });
      return losses.mul(weights).mean();
    },
    metaLoss: (logits, labels) => softmaxCrossEntropy(logits, labels).mean(),
    virtualStep: (parameters, gradients) =>
      optimizer.virtualStep({ parameters, gradients, state: state.optimizer, learningRate, gradientFactor }),
  };
}
