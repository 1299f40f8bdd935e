import {
  notSearched,
  type LearningTask,
  type LossFunction,
  type NamedTensors,
  type Network,
  type Phase,
  type PhaseContext,
  type Sampler,
  type SampleSet,
  type Settings,
} from '@ballast/core';
import { softmaxCrossEntropy } from '@ballast/tensor';
import { z } from 'zod';
import { classifierLoop } from '../loops/classifierLoop.ts';
import { OptimizerOptions } from '../optimizers/options.ts';
import { ScheduleOptions } from '../schedules/options.ts';
import { unpackGroups } from '../tensors/groups.ts';
import { classifierArray } from './classifierArray.ts';

/** Of a training with cross entropy on the whole train set, from whose classifier a method goes on. */
export const PretrainingOptions = z
  .strictObject({
    epochs: z.int().positive().default(120),
    batchSize: z.int().positive().default(128),
    optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 }),
    schedule: ScheduleOptions.prefault({ type: 'step', milestones: [1 / 3, 2 / 3] }),
  })
  .meta({ search: notSearched }); // trials share it

export type PretrainingOptions = z.infer<typeof PretrainingOptions>;

/** None of the two depends on what a cell studies, so that cells share their pretraining. */
export const plainCrossEntropy: LossFunction = {
  perSample: ({ logits, givenLabels }) => softmaxCrossEntropy(logits, givenLabels),
};
export const plainShuffling: Sampler = {
  epochOrder: ({ givenLabels, random }) => random.permutation(givenLabels.length),
};

/** Trains on all samples alike; its output `classifier` is read with `classifierFromArray`. */
export function pretrainingPhase(options: PretrainingOptions): Phase {
  return handingOnPhase('pretraining', options, options, ({ train }) => train);
}

/**
 * A phase whose classifier is only a means: trained on all samples of a set alike and handed on as `classifier`.
 * @param settings what determines its outcome
 */
export function handingOnPhase(
  name: string,
  settings: Settings,
  options: PretrainingOptions,
  setOf: (task: LearningTask) => SampleSet,
): Phase {
  return {
    name,
    settings,
    uses: [],
    evaluated: false,
    run: async (context) => {
      const { network, tensors } = await trainAlike(context, setOf(context.task), options);
      const classifier = classifierArray(network, unpackGroups(tensors, ['parameters', 'buffers']));
      return { arrays: { classifier } };
    },
  };
}

/** Trains a fresh classifier by cross entropy on all samples of a set alike. */
export async function trainAlike(
  context: PhaseContext,
  set: SampleSet,
  training: PretrainingOptions,
): Promise<{ readonly network: Network; readonly tensors: NamedTensors }> {
  const network = context.network('linear');
  const { tensors } = await context.runEpochs(
    classifierLoop({
      context,
      set,
      network,
      loss: plainCrossEntropy,
      sampler: plainShuffling,
      training,
      recordLossCurves: false,
    }),
  );
  return { network, tensors };
}
