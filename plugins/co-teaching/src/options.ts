import { choices, pluginReference } from '@ballast/core';
import { NoiseRate, OptimizerOptions, ProbingOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();

/** The defaults are those of the authors' code on CIFAR-10. */
export const CoTeachingOptions = z.strictObject({
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  noiseRate: NoiseRate.default('true'),
  probing: ProbingOptions.prefault({}).describe('Used when the noise rate is estimated, by its losses.'),
  gradualEpochs: positive
    .default(10)
    .describe('T_k: in so many epochs the share that is forgotten rises from 0 in a straight line.')
    .meta({ search: choices(5, 10, 15) }),
  exponent: z
    .number()
    .positive()
    .default(1)
    .describe('c: the rise leads to the noise rate to this power.')
    .meta({ search: choices(0.5, 1, 2) }),
  divideTwice: z
    .boolean()
    .default(false)
    .describe('Divides the mean loss of the kept samples by their number once more, as the code does.'),
  epochs: positive.default(200),
  batchSize: positive.default(128),
  optimizer: OptimizerOptions.prefault({ type: 'adam' }),
  lateFrom: z
    .number()
    .nonnegative()
    .default(0.4)
    .describe('The epoch, or below 1 the fraction of them, from which `lateBeta1` holds.'),
  lateBeta1: z.number().min(0).lt(1).nullable().default(0.1).describe('β1 of Adam then; null leaves it as it is.'),
  schedule: ScheduleOptions.prefault({ type: 'linear', learningRate: 1e-3, constantEpochs: 0.4 }),
});

export type CoTeachingOptions = z.infer<typeof CoTeachingOptions>;
