import type { MetaOptimizer, MetaProblem, NamedTensors, Network } from '@ballast/core';
import { features, softmaxCrossEntropy, tf } from '@ballast/tensor';
import {
  classifierStep,
  type ClassifierState,
  type ClassifierStep,
  type Optimizer,
  type TrainAndMetaTensors,
} from '@ballast/training';
import type { Rank, Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { correctedLoss } from './correctedLoss.ts';
import { correctedLabels, type Evidence } from './corrector.ts';
import { joinBatch, type JoinedBatch } from './joinedBatch.ts';
import type { MlcOptions } from './options.ts';

/** A classifier in training with the corrector that learns beside it. */
export type MlcState = ClassifierState & {
  readonly corrector: NamedTensors;
  readonly correctorOptimizer: NamedTensors;
};

/** What the steps of a run have in common. */
export interface MlcSetup {
  readonly options: Pick<MlcOptions, 'corrector' | 'trustedShare' | 'refreshLabels' | 'correctorLearningRate'>;
  readonly classCount: number;
  readonly network: Network;
  readonly metaOptimizer: MetaOptimizer;
  readonly optimizer: Optimizer;
  readonly correctorOptimizer: Optimizer;
  readonly lossContext: ClassifierStep['lossContext'];
}

/** A type, since an interface is no record of tensors. */
export type CorrectedStepInputs = {
  readonly state: MlcState;
  readonly batch: TrainAndMetaTensors;
  readonly learningRate: Scalar;
  /** αc of the classifier's optimizer at that rate. */
  readonly gradientFactor: Scalar;
};

export type CorrectedStepOutcome = {
  readonly state: MlcState;
  /** [B, K] of the train batch. */
  readonly logits: Tensor2D;
  /** [B] */
  readonly losses: Tensor1D;
  /** [B] what the corrected label leaves of the given one. */
  readonly trust: Tensor1D;
  readonly metaLoss: Scalar;
};

/**
 * Virtual and meta step on the corrector, then the actual step on the classifier, against labels of the corrector as
 * it was, or as it is now where they are refreshed (Zheng, Awadallah, Dumais 2021, algorithm 1 with k = 1).
 * Call it within `tf.tidy`.
 */
export function correctedStep(setup: MlcSetup, inputs: CorrectedStepInputs): CorrectedStepOutcome {
  const { options, correctorOptimizer } = setup;
  const { state, batch, learningRate } = inputs;
  const joined = joinBatch(batch, options.trustedShare);
  const evidence = evidenceOf(setup, state, joined);
  const { gradients, metaLoss } = setup.metaOptimizer.metaGradient(metaProblem(setup, inputs, joined, evidence));
  const moved = correctorOptimizer.step({
    parameters: state.corrector,
    gradients,
    state: state.correctorOptimizer,
    learningRate: options.correctorLearningRate,
  });
  const labels = labelsBy(setup, options.refreshLabels ? moved.parameters : state.corrector, evidence);
  const loss = {
    perSample: ({ logits, givenLabels }: { readonly logits: Tensor2D; readonly givenLabels: Tensor1D }) =>
      correctedLoss(logits, labels, givenLabels),
  };
  const step = classifierStep({ ...setup, loss, learningRate }, state, joined.train);
  const given = tf.oneHot(batch.givenLabels, setup.classCount).toFloat() as Tensor2D;
  return {
    state: { ...step.state, corrector: moved.parameters, correctorOptimizer: moved.state },
    logits: firstRows(step.logits, joined.noisyCount),
    losses: tf.slice(step.losses, 0, joined.noisyCount),
    trust: tf.sum(tf.mul(labels, given), 1),
    metaLoss,
  };
}

/** The labels reach the classifier's parameters through its logits alone: features are constants. */
export function metaProblem(
  setup: MlcSetup,
  { state, learningRate, gradientFactor }: CorrectedStepInputs,
  { train, judging }: JoinedBatch,
  evidence: Evidence,
): MetaProblem {
  const { network, optimizer } = setup;
  return {
    network,
    parameters: state.parameters,
    buffers: state.buffers,
    trainInputs: train.images,
    metaInputs: judging.images,
    metaLabels: judging.givenLabels,
    learned: state.corrector,
    trainLoss: (corrector, logits) =>
      correctedLoss(logits, labelsBy(setup, corrector, evidence), train.givenLabels).mean(),
    metaLoss: (logits, labels) => softmaxCrossEntropy(logits, labels).mean(),
    virtualStep: (parameters, gradients) =>
      optimizer.virtualStep({ parameters, gradients, state: state.optimizer, learningRate, gradientFactor }),
  };
}

/** Of the train batch, by the classifier before the step. */
export function evidenceOf({ network }: MlcSetup, state: MlcState, { train, noisyCount }: JoinedBatch): Evidence {
  return {
    features: firstRows(features(network, state, train.images, 'train'), noisyCount),
    givenLabels: tf.slice(train.givenLabels, 0, noisyCount),
  };
}

function labelsBy({ options, classCount }: MlcSetup, corrector: NamedTensors, evidence: Evidence): Tensor2D {
  return correctedLabels(corrector, evidence, { classCount, skipLink: options.corrector.skipLink });
}

function firstRows(values: Tensor2D, count: number): Tensor2D {
  return tf.slice<Rank.R2, Tensor2D>(values, [0, 0], [count, -1]);
}
