import { pluginReference } from '@ballast/core';
import { OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();

/** The defaults are those of the authors' code on CIFAR: 80,000 steps of 100 images, the rate falls at 40,000 and 60,000. */
export const L2rwOptions = z.strictObject({
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  metaSet: pluginReference('meta set')
    .default({ type: 'trusted' })
    .describe('What the weights are judged by: the trusted set, or one drawn from the noisy data before each epoch.'),
  epochs: positive.default(160),
  warmEpochs: z
    .int()
    .nonnegative()
    .default(0)
    .describe('First epochs in which every sample weighs the same; not in the paper.'),
  batchSize: positive.default(100),
  metaBatchSize: positive.nullable().default(null).describe('At most the whole meta set; null is `batchSize`.'),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 2e-4 }),
  schedule: ScheduleOptions.prefault({ type: 'step', milestones: [0.5, 0.75] }),
});

export type L2rwOptions = z.infer<typeof L2rwOptions>;
