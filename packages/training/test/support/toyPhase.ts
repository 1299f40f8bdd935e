import { createRandom, type EpochLoop, type LearningTask, type LossFunction, type Sampler } from '@ballast/core';
import { AugmentationOptions } from '@ballast/data';
import { softmaxCrossEntropy } from '@ballast/tensor';
import {
  classifierLoop,
  createPhaseContext,
  OptimizerOptions,
  ScheduleOptions,
  type PhaseContextOptions,
  type TrainingPhaseContext,
} from '../../src/index.ts';
import { toyNetwork } from './toyNetwork.ts';

export const crossEntropy: LossFunction = {
  perSample: ({ logits, givenLabels }) => softmaxCrossEntropy(logits, givenLabels),
};

export const shuffled: Sampler = {
  epochOrder: ({ givenLabels, random }) => random.permutation(givenLabels.length),
};

export function toyContext(
  task: LearningTask,
  folder: string,
  options: Partial<PhaseContextOptions> = {},
): TrainingPhaseContext {
  return createPhaseContext({
    phase: 'training',
    task,
    network: () => toyNetwork(),
    augmentation: AugmentationOptions.parse({ padding: 1, paddingMode: 'zero' }),
    random: createRandom(7),
    outputs: {},
    folder,
    ...options,
  });
}

export interface ToyLoop {
  readonly epochs: number;
  readonly learningRate?: number;
  readonly loss?: LossFunction;
}

export function toyLoop(context: TrainingPhaseContext, { epochs, learningRate = 0.1, loss }: ToyLoop): EpochLoop {
  return classifierLoop({
    context,
    set: context.task.train,
    network: context.network(),
    loss: loss ?? crossEntropy,
    sampler: shuffled,
    training: {
      epochs,
      batchSize: 32,
      optimizer: OptimizerOptions.parse({ type: 'sgd', nesterov: true, weightDecay: 5e-4 }),
      schedule: ScheduleOptions.parse({ type: 'constant', learningRate }),
    },
    recordLossCurves: true,
  });
}
