import { pluginReference } from '@ballast/core';
import { OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

/** Of a classifier's training, for a method's schema: what `plain` has, with the same defaults. */
export const trainingOptions = {
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  epochs: z.int().positive().default(200),
  batchSize: z.int().positive().default(128),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
  schedule: ScheduleOptions.default({
    type: 'step',
    learningRate: 0.1,
    warmupEpochs: 0,
    milestones: [0.4, 0.5],
    factor: 0.1,
  }),
};
