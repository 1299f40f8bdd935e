import type { EpochLoop, LossFunction, PhaseContext, Sampler } from '@ballast/core';
import { namedTensor, tf } from '@ballast/tensor';
import { classifierLoop, classifierStep, lossInputs, unpackGroups, type AnnotatedBatch } from '@ballast/training';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import { correctLabels } from './correctLabels.ts';
import type { SelfLearningOptions } from './options.ts';

export interface SelfLearningParts {
  readonly loss: LossFunction;
  readonly sampler: Sampler;
}

/** (1 − α) · ℓ(given) + α · ℓ(corrected), of any loss ℓ (Han et al. 2019, eq. 6). */
export function doublyLabelled(loss: LossFunction, corrected: Tensor1D, share: Scalar): LossFunction {
  return {
    perSample: (inputs) =>
      tf.add(
        tf.mul(tf.sub(1, share), loss.perSample(inputs)),
        tf.mul(share, loss.perSample(lossInputs(inputs, inputs.logits, corrected))),
      ),
  };
}

/** Plain epochs, then epochs before each of which every label is corrected by prototypes of the features as they are. */
export function selfLearningLoop(
  context: PhaseContext,
  options: SelfLearningOptions,
  { loss, sampler }: SelfLearningParts,
): EpochLoop {
  const { train } = context.task;
  const { epochs } = options;
  const network = context.network(loss.head);
  const first = Math.round(options.correctFrom * epochs);
  const loop = classifierLoop({
    context,
    set: train,
    network,
    loss,
    sampler,
    training: options,
    recordLossCurves: false,
    annotate: (positions, { epoch, arrays }) => ({
      corrected: tf.tensor1d(
        positions.map((position) => arrays['correctedLabels']?.data[position] as number),
        'int32',
      ),
      share: tf.scalar(epoch < first ? 0 : options.correctedShare),
    }),
    step: (step, state, batch) => classifierStep({ ...step, loss: lossOfBatch(loss, batch) }, state, batch),
  });
  return {
    epochs,
    initialize: () => ({
      tensors: loop.initialize().tensors,
      arrays: { correctedLabels: { shape: [train.count], data: train.givenLabels.slice() } },
    }),
    runEpoch: async (state, epoch) => {
      const corrected = state.arrays['correctedLabels']?.data as Int32Array;
      if (epoch >= first) {
        const classifier = { network, ...unpackGroups(state.tensors, ['parameters', 'buffers']) };
        corrected.set(
          await correctLabels(context, classifier, options, context.random.split('prototypes').split(epoch)),
        );
      }
      const { tensors, record } = await loop.runEpoch(state, epoch);
      return { tensors, record: { ...record, extra: { changedShare: changedShare(corrected, train.givenLabels) } } };
    },
  };
}

function lossOfBatch(loss: LossFunction, { annotations }: AnnotatedBatch): LossFunction {
  const corrected = namedTensor(annotations, 'corrected') as Tensor1D;
  return doublyLabelled(loss, corrected, namedTensor(annotations, 'share') as Scalar);
}

function changedShare(corrected: Int32Array, given: Int32Array): number {
  return corrected.filter((label, position) => label !== given[position]).length / given.length;
}
