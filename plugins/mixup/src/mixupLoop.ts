import type { EpochLoop, LossFunction, PhaseContext, Sampler } from '@ballast/core';
import { compile, tf } from '@ballast/tensor';
import {
  type BatchTensors,
  batchTensors,
  classifierRecord,
  type ClassifierState,
  classifierStep,
  createOptimizer,
  drawMixing,
  epochBatches,
  givenClassCounts,
  initialClassifier,
  learningRateAt,
  lossContextOf,
  type Mixing,
  mixInputs,
  packGroups,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import type { Scalar } from '@tensorflow/tfjs-core';
import { mixedLoss } from './mixedLoss.ts';
import type { MixupOptions } from './options.ts';

export interface MixupParts {
  readonly loss: LossFunction;
  readonly sampler: Sampler;
}

type StepInputs = {
  readonly state: ClassifierState;
  readonly batch: BatchTensors;
  /** Undefined where nothing is mixed. */
  readonly mixing: Mixing | undefined;
  readonly learningRate: Scalar;
};

/** Plain training on mixed batches; partners are of the same batch. */
export function mixupLoop(context: PhaseContext, options: MixupOptions, { loss, sampler }: MixupParts): EpochLoop {
  const { train, classCount } = context.task;
  const { alpha, share, epochs, batchSize, schedule } = options;
  const network = context.network(loss.head);
  const optimizer = createOptimizer(options.optimizer);
  const classCounts = givenClassCounts(train, classCount);
  const step = compile(({ state, batch, mixing, learningRate }: StepInputs, constants: { readonly epoch: number }) =>
    classifierStep(
      {
        network,
        optimizer,
        learningRate,
        loss: mixedLoss(loss, mixing),
        lossContext: lossContextOf(constants, { classCounts, epochs }),
      },
      state,
      { ...batch, images: mixInputs(batch.images, mixing) },
    ),
  );
  return {
    epochs,
    initialize: () => ({
      tensors: packGroups(initialClassifier(network, optimizer, context.random.split('initial weights'))),
      arrays: {},
    }),
    runEpoch: async ({ tensors }, epoch) => {
      const learningRate = learningRateAt(schedule, { epoch, epochs });
      const draws = context.random.split('mixup').split(epoch);
      const { state, train: record } = await trainEpoch({
        epoch,
        set: train,
        batches: epochBatches(context, train, { sampler, epoch, batchSize }),
        state: unpackGroups(tensors, ['parameters', 'buffers', 'optimizer']),
        step: (batch, before) => {
          const draw = { batchSize: batch.positions.length, alpha, share };
          const mixing = alpha === 0 ? undefined : drawMixing(draw, draws);
          const inputs = { state: before, batch: batchTensors(batch), mixing, learningRate: tf.scalar(learningRate) };
          return step(inputs, { epoch });
        },
      });
      return {
        tensors: packGroups(state),
        record: classifierRecord({ learningRate, train: record, network, state }),
      };
    },
  };
}
