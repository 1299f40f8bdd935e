import type { EpochLoop, LoopState, NamedArray, PhaseContext, Random } from '@ballast/core';
import { compile, logSoftmax, tf, withoutGradient } from '@ballast/tensor';
import {
  type BatchTensors,
  batchTensors,
  classifierRecord,
  type ClassifierState,
  classifierStep,
  createOptimizer,
  epochAt,
  epochBatches,
  handedOnClassifier,
  learningRateAt,
  packGroups,
  plainShuffling,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { countAssignments, reassign, transitionOfCounts } from './labelCounts.ts';
import { drawLatentLabels } from './latentLabels.ts';
import type { LccnOptions } from './options.ts';

export interface LccnStart {
  /** T [K, K] that the first epochs draw with. */
  readonly transition: NamedArray;
  /** [N] the classes that the pretrained classifier takes the samples for. */
  readonly assigned: Int32Array;
}

type StepInputs = {
  readonly state: ClassifierState;
  readonly batch: BatchTensors;
  readonly transition: Tensor2D;
  /** [B] */
  readonly uniforms: Tensor1D;
  readonly learningRate: Scalar;
};

/** Gibbs sampling in turn with gradient steps: labels are drawn, the classifier learns them, φ follows the counts. */
export function lccnLoop(
  context: PhaseContext,
  start: LccnStart,
  options: Omit<z.infer<typeof LccnOptions>, 'pretraining'>,
): EpochLoop {
  const { train } = context.task;
  const { epochs, batchSize, schedule, refreshEvery, concentration } = options;
  const fixedEpochs = epochAt(options.fixedEpochs, epochs);
  const network = context.network('linear');
  const optimizer = createOptimizer(options.optimizer);
  const step = lccnStep(network, optimizer, epochs);
  return {
    epochs,
    initialize: (): LoopState => {
      const { parameters, buffers } = handedOnClassifier(context);
      return {
        tensors: packGroups({ parameters, buffers, optimizer: optimizer.initialState(parameters) }),
        arrays: startingArrays(start, context),
      };
    },
    runEpoch: async ({ tensors, arrays }, epoch) => {
      const learningRate = learningRateAt(schedule, { epoch, epochs });
      const counts = arrays['counts'] as NamedArray;
      const assigned = arrays['assigned'] as NamedArray;
      const draws = context.random.split('latent labels').split(epoch);
      let { transition } = start;
      const { state, train: record } = await trainEpoch({
        epoch,
        set: train,
        batches: epochBatches(context, train, { sampler: plainShuffling, epoch, batchSize }),
        state: unpackGroups(tensors, ['parameters', 'buffers', 'optimizer']),
        step: (batch, before, index) => {
          if (epoch >= fixedEpochs && index % refreshEvery === 0)
            transition = transitionOfCounts(counts, concentration);
          const { latent, ...outcome } = step(
            {
              state: before,
              batch: batchTensors(batch),
              transition: tf.tensor2d(transition.data, transition.shape as [number, number]),
              uniforms: uniformTensor(draws, batch.positions.length),
              learningRate: tf.scalar(learningRate),
            },
            null,
          );
          reassign(counts, assigned, train.givenLabels, batch.positions, latent.dataSync());
          return outcome;
        },
      });
      return {
        tensors: packGroups(state),
        record: classifierRecord({ learningRate, train: record, network, state }),
      };
    },
  };
}

function lccnStep(
  network: ReturnType<PhaseContext['network']>,
  optimizer: ReturnType<typeof createOptimizer>,
  epochs: number,
) {
  return compile(({ state, batch, transition, uniforms, learningRate }: StepInputs) => {
    const draw = { givenLabels: batch.givenLabels, transition, uniforms };
    const drawn = (logits: Tensor2D): Tensor2D => drawLatentLabels(logits, draw);
    const loss = {
      perSample: ({ logits }: { readonly logits: Tensor2D }): Tensor1D =>
        tf.neg(tf.sum(tf.mul(withoutGradient(logits, drawn), logSoftmax(logits)), 1)),
    };
    const lossContext = { classCounts: [], epoch: 0, epochs };
    const outcome = classifierStep({ network, loss, optimizer, learningRate, lossContext }, state, batch);
    // The same draw from the same logits: what the step was taken with.
    return { ...outcome, latent: tf.argMax(drawn(outcome.logits), 1) };
  });
}

function startingArrays({ assigned }: LccnStart, { task }: PhaseContext): LoopState['arrays'] {
  return {
    assigned: { shape: [assigned.length], data: assigned },
    counts: countAssignments(assigned, task.train.givenLabels, task.classCount),
  };
}

function uniformTensor(random: Random, count: number): Tensor1D {
  return tf.tensor1d(Float32Array.from({ length: count }, () => random.uniform()));
}
