import { choices, pluginReference } from '@ballast/core';
import { OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();

/** No constant of the paper is known; the training has the defaults of `plain`. */
export const MetaCleanerOptions = z
  .strictObject({
    loss: pluginReference('loss').default({ type: 'cross-entropy' }),
    sampler: pluginReference('sampler').default({ type: 'shuffled' }),
    groupSize: positive
      .default(5)
      .describe('K: images of one given class that make one representation; with 1 it is plain training.')
      .meta({ search: choices(2, 3, 5, 8) }),
    hiddenSize: positive.default(128).describe('Width of the hidden layer that weighs the images of a group.'),
    epochs: positive.default(200),
    batchSize: positive.default(128).describe('Images in a batch at most: as many whole groups as fit.'),
    optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
    schedule: ScheduleOptions.default({
      type: 'step',
      learningRate: 0.1,
      warmupEpochs: 0,
      milestones: [0.4, 0.5],
      factor: 0.1,
    }),
  })
  .refine(({ groupSize, batchSize }) => groupSize <= batchSize, {
    path: ['groupSize'],
    error: 'a batch has to hold one group at least',
  });

export type MetaCleanerOptions = z.infer<typeof MetaCleanerOptions>;
