import type { EpochLoop, LossFunction, NamedArray, PhaseContext } from '@ballast/core';
import { compile, softmaxCrossEntropy, tf } from '@ballast/tensor';
import {
  type BatchTensors,
  batchTensors,
  classifierRecord,
  type ClassifierState,
  classifierStep,
  createOptimizer,
  epochBatches,
  initialClassifier,
  joinSampleSets,
  learningRateAt,
  packGroups,
  plainShuffling,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { CorrectionTraining } from './correctionPhase.ts';
import { givenLogProbabilities } from './transitionStage.ts';

type StepInputs = {
  readonly state: ClassifierState;
  readonly batch: BatchTensors;
  /** [B] 1 for trusted samples. */
  readonly trusted: Tensor1D;
  readonly learningRate: Scalar;
};

/** Cross entropy on trusted samples, and on the others through T: [Σ_gold ℓ + Σ_silver −ln (p · T)_ỹ] / B. */
export function goldAndSilverLoss(trusted: Tensor1D, transition: Tensor2D): LossFunction {
  return {
    perSample: ({ logits, givenLabels }) => {
      const gold = softmaxCrossEntropy(logits, givenLabels); // [B]
      const silver = softmaxCrossEntropy(givenLogProbabilities(logits, transition), givenLabels);
      return tf.add(tf.mul(trusted, gold), tf.mul(tf.sub(1, trusted), silver));
    },
  };
}

/** Trains on the train set and the trusted meta set together, from fresh weights. */
export function goldAndSilverLoop(
  context: PhaseContext,
  { shape, data }: NamedArray,
  training: CorrectionTraining,
): EpochLoop {
  const { train, meta } = context.task;
  const set = joinSampleSets(train, meta);
  const network = context.network('linear');
  const optimizer = createOptimizer(training.optimizer);
  const { epochs, batchSize, schedule } = training;
  const step = compile(({ state, batch, trusted, learningRate }: StepInputs) => {
    const loss = goldAndSilverLoss(trusted, tf.tensor2d(data, shape as [number, number]));
    const lossContext = { classCounts: [], epoch: 0, epochs };
    return classifierStep({ network, loss, optimizer, learningRate, lossContext }, state, batch);
  });
  return {
    epochs,
    initialize: () => ({
      tensors: packGroups(initialClassifier(network, optimizer, context.random.split('initial weights'))),
      arrays: {},
    }),
    runEpoch: async ({ tensors }, epoch) => {
      const learningRate = learningRateAt(schedule, { epoch, epochs });
      const { state, train: record } = await trainEpoch({
        epoch,
        set,
        batches: epochBatches(context, set, { sampler: plainShuffling, epoch, batchSize }),
        state: unpackGroups(tensors, ['parameters', 'buffers', 'optimizer']),
        step: (batch, before) => {
          const isTrusted = Array.from(batch.positions, (position) => Number(position >= train.count));
          return step(
            {
              state: before,
              batch: batchTensors(batch),
              trusted: tf.tensor1d(isTrusted),
              learningRate: tf.scalar(learningRate),
            },
            null,
          );
        },
      });
      return {
        tensors: packGroups(state),
        record: classifierRecord({ learningRate, train: record, network, state }),
      };
    },
  };
}
