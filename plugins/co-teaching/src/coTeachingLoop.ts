import type { EpochLoop, LossFunction, NamedArray, PhaseContext, Sampler } from '@ballast/core';
import { compile, tf } from '@ballast/tensor';
import {
  type BatchTensors,
  batchTensors,
  classifierRecord,
  type ClassifierState,
  classifierStep,
  createOptimizer,
  epochAt,
  epochBatches,
  givenClassCounts,
  initialClassifier,
  initialSampleWeights,
  learningRateAt,
  lossContextOf,
  lossInputs,
  packGroups,
  StepNotes,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { forgetRate, keptCount } from './forgetting.ts';
import { firstOfPair, networkPair } from './networkPair.ts';
import type { CoTeachingOptions } from './options.ts';
import { exchangedWeights } from './smallLosses.ts';

export interface CoTeachingParts {
  readonly loss: LossFunction;
  readonly sampler: Sampler;
}

export type TrainingOptions = Omit<CoTeachingOptions, 'probing' | 'noiseRate'>;

/** A type, since an interface is no record of tensors. */
type StepInputs = {
  readonly state: ClassifierState;
  readonly batch: BatchTensors;
  readonly kept: Scalar;
  readonly learningRate: Scalar;
};

/** `isLate`: whether β1 of Adam is the late one. */
type StepConstants = { readonly epoch: number; readonly isLate: boolean };

/** Two networks, each of which learns from what the other finds easy; the first one is evaluated. */
export function coTeachingLoop(
  context: PhaseContext,
  noiseRate: number,
  options: TrainingOptions,
  parts: CoTeachingParts,
): EpochLoop {
  const { train } = context.task;
  const { epochs, batchSize, schedule } = options;
  const network = context.network(parts.loss.head);
  const pair = networkPair(network);
  const step = coTeachingStep(context, options, parts.loss);
  return {
    epochs,
    initialize: () => ({
      tensors: packGroups(
        initialClassifier(pair, createOptimizer(options.optimizer), context.random.split('initial weights')),
      ),
      arrays: { sampleWeights: initialSampleWeights(train.count) },
    }),
    runEpoch: async ({ tensors, arrays }, epoch) => {
      const learningRate = learningRateAt(schedule, { epoch, epochs });
      const forgotten = forgetRate(noiseRate, options, epoch);
      const isLate = epoch >= epochAt(options.lateFrom, epochs);
      const notes = new StepNotes();
      try {
        const { state, train: record } = await trainEpoch({
          epoch,
          set: train,
          batches: epochBatches(context, train, { sampler: parts.sampler, epoch, batchSize }),
          state: unpackGroups(tensors, ['parameters', 'buffers', 'optimizer']),
          step: (batch, before: ClassifierState) => {
            const kept = tf.scalar(keptCount(batch.positions.length, forgotten));
            const inputs = { state: before, batch: batchTensors(batch), kept, learningRate: tf.scalar(learningRate) };
            const { chosen, ...outcome } = step(inputs, { epoch, isLate });
            notes.add(batch.positions, chosen);
            return outcome;
          },
        });
        notes.finish(arrays['sampleWeights'] as NamedArray);
        return {
          tensors: packGroups(state),
          record: classifierRecord({
            learningRate,
            train: record,
            network,
            state: firstOfPair(network, state),
            extra: { forgetRate: forgotten },
          }),
        };
      } finally {
        notes.dispose();
      }
    },
  };
}

/** The step of both networks; told of it are the first one's logits [B, K] and losses [B], and `chosen` [B]: by how many of the two. */
function coTeachingStep(context: PhaseContext, options: TrainingOptions, loss: LossFunction) {
  const { task } = context;
  const network = networkPair(context.network(loss.head));
  const optimizer = createOptimizer(options.optimizer);
  const lateOptimizer = createOptimizer(withBeta1(options));
  const fixed = { classCounts: givenClassCounts(task.train, task.classCount), epochs: options.epochs };
  return compile(({ state, batch, kept, learningRate }: StepInputs, constants: StepConstants) => {
    const weights = (losses: Tensor1D): Tensor1D => {
      const exchanged = exchangedWeights(losses, kept);
      return options.divideTwice ? tf.div(exchanged, kept) : exchanged;
    };
    const lossContext = lossContextOf(constants, fixed);
    // Each network's losses by themselves, as it would have them alone: to the last bit.
    const pairLoss = {
      perSample: ({ logits }: { readonly logits: Tensor2D }): Tensor1D =>
        tf.concat(
          tf.split<Tensor2D>(logits, 2).map((own) => loss.perSample(lossInputs(lossContext, own, batch.givenLabels))),
        ),
    };
    const outcome = classifierStep(
      {
        ...{ network, weights, learningRate, lossContext },
        loss: pairLoss,
        optimizer: constants.isLate ? lateOptimizer : optimizer,
      },
      state,
      batch,
    );
    const [byFirst, bySecond] = tf.split(exchangedWeights(outcome.losses, kept), 2) as [Tensor1D, Tensor1D];
    return {
      state: outcome.state,
      logits: (tf.split(outcome.logits, 2) as [Tensor2D, Tensor2D])[0],
      losses: (tf.split(outcome.losses, 2) as [Tensor1D, Tensor1D])[0],
      chosen: tf.div<Tensor1D>(tf.add(tf.sign(byFirst), tf.sign(bySecond)), 2),
    };
  });
}

function withBeta1({ optimizer, lateBeta1 }: TrainingOptions): TrainingOptions['optimizer'] {
  if (optimizer.type !== 'adam' || lateBeta1 === null) return optimizer;
  return { ...optimizer, beta1: lateBeta1 };
}
