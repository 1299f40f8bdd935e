import { pluginReference } from '@ballast/core';
import { z } from 'zod';
import { OptimizerOptions } from '../optimizers/options.ts';
import { ScheduleOptions } from '../schedules/options.ts';

/** How long and in which steps a classifier is trained. */
export interface Training {
  readonly epochs: number;
  /** Of all epochs, or of each: probing changes it with the learning rate. */
  readonly batchSize: number | ((epoch: number) => number);
  readonly optimizer: OptimizerOptions;
  readonly schedule: ScheduleOptions;
}

/** CurveNet's for its cross-entropy baseline: a ResNet-32 for 200 epochs. */
export const plainOptimizer = { type: 'sgd' as const, momentum: 0.9, nesterov: true, weightDecay: 5e-4 };
export const plainSchedule = {
  type: 'step' as const,
  learningRate: 0.1,
  warmupEpochs: 0,
  milestones: [0.4, 0.5],
  factor: 0.1,
};

/** Of a classifier's training by a loss, for a method's schema: what `plain` has, with the same defaults. */
export const trainingOptions = {
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  epochs: z.int().positive().default(200),
  batchSize: z.int().positive().default(128),
  optimizer: OptimizerOptions.default(plainOptimizer),
  schedule: ScheduleOptions.default(plainSchedule),
};
