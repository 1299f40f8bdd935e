import type { Phase } from '@ballast/core';
import { disposeNamed } from '@ballast/tensor';
import {
  classifierArray,
  classifierLoop,
  createOptimizer,
  plainCrossEntropy,
  plainShuffling,
  pretrainingPhase,
  unpackGroups,
  type PretrainingOptions,
} from '@ballast/training';
import { sampleSet, type SetName } from './sets.ts';

/** Hands on the teacher as `classifier`; a teacher of the train set is the pretraining that other methods share. */
export function teacherPhase(options: PretrainingOptions, set: SetName): Phase {
  if (set === 'train') return pretrainingPhase(options);
  return {
    name: 'teacher',
    settings: { ...options, set },
    uses: [],
    evaluated: false,
    run: async (context) => {
      const network = context.network('linear');
      const { tensors } = await context.runEpochs(
        classifierLoop({
          context,
          set: sampleSet(context.task, set),
          network,
          loss: plainCrossEntropy,
          sampler: plainShuffling,
          optimizer: createOptimizer(options.optimizer),
          schedule: options.schedule,
          epochs: options.epochs,
          batchSizeAt: () => options.batchSize,
          recordLossCurves: false,
        }),
      );
      const classifier = classifierArray(network, unpackGroups(tensors, ['parameters', 'buffers']));
      disposeNamed(tensors);
      return { arrays: { classifier } };
    },
  };
}
