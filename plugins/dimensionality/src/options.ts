import { pluginReference } from '@ballast/core';
import { OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();

export const EstimateOptions = z.strictObject({
  samples: positive.default(1280).describe('Training samples drawn anew after every epoch; at most all.'),
  batchSize: positive.default(128).describe('Among so many samples the neighbours of each are looked for.'),
  neighbours: z.int().min(2).default(20).describe('k'),
});

export const TurningPointOptions = z.strictObject({
  initialEpochs: z
    .number()
    .nonnegative()
    .default(1 / 3)
    .describe('Epochs, or below 1 the fraction of them, in which no turning point is looked for.'),
  window: z.int().min(2).default(5).describe('w: how many epochs before are compared with.'),
  deviations: z
    .number()
    .nonnegative()
    .default(2)
    .describe('How many standard deviations above the mean of the window it has to rise.'),
});

export type EstimateOptions = z.infer<typeof EstimateOptions>;
export type TurningPointOptions = z.infer<typeof TurningPointOptions>;

/** The defaults are those of the authors' code for CIFAR-10: 120 epochs, the first 40 of them without a turning point. */
export const D2lOptions = z.strictObject({
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  estimate: EstimateOptions.prefault({}).describe('Of the local intrinsic dimensionality of the features.'),
  turningPoint: TurningPointOptions.prefault({}),
  rollBack: z
    .boolean()
    .default(true)
    .describe('At the turning point the weights of one epoch before come back (paper); in the code they do not.'),
  epochs: positive.default(120),
  batchSize: positive.default(128),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4 }),
  schedule: ScheduleOptions.prefault({ type: 'step', learningRate: 0.1, milestones: [1 / 3, 2 / 3] }),
});

export type D2lOptions = z.infer<typeof D2lOptions>;
