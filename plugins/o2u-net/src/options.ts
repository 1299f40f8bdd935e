import { pluginReference } from '@ballast/core';
import { NoiseRate, OptimizerOptions, PretrainingOptions, ProbingOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();
const sgd = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 } as const;
const schedule = { type: 'step' as const, learningRate: 0.01, milestones: [0.25, 0.5], values: [0.005, 0.001] };

/** The defaults are those of the authors' code on CIFAR. */
export const O2uNetOptions = z
  .strictObject({
    pretraining: PretrainingOptions.nullable()
      .prefault({ epochs: 250, batchSize: 128, optimizer: sgd, schedule })
      .describe(
        'The training from whose classifier the probing goes on; null probes from fresh weights, as CurveNet does, and with the same `probing` shares it.',
      ),
    probing: ProbingOptions.prefault({
      epochs: 250,
      batchSizes: [{ from: 0, batchSize: 16 }],
      schedule: { type: 'saw-tooth', high: 0.01, low: 0.001, period: 10 },
      optimizer: sgd,
    }).describe('The cyclical training that writes down the losses.'),
    countedFrom: z
      .int()
      .nonnegative()
      .default(0)
      .describe('The epoch of the probing from which losses count; 120 where CurveNet’s probing is shared.'),
    noiseRate: NoiseRate.default('true'),
    loss: pluginReference('loss').default({ type: 'cross-entropy' }).describe('Of the training on what is kept.'),
    sampler: pluginReference('sampler').default({ type: 'shuffled' }),
    startFrom: z
      .enum(['pretraining', 'fresh'])
      .default('pretraining')
      .describe(
        'Where the training on what is kept begins: at the pretrained weights (the code), or anew (the paper).',
      ),
    epochs: positive.default(250),
    batchSize: positive.default(128),
    optimizer: OptimizerOptions.default(sgd),
    schedule: ScheduleOptions.prefault(schedule),
  })
  .refine(({ pretraining, startFrom }) => pretraining !== null || startFrom === 'fresh', {
    path: ['startFrom'],
    error: 'without a pretraining the training on what is kept can only begin fresh: say `startFrom: fresh`',
  })
  .refine(({ probing, countedFrom }) => countedFrom < probing.epochs, {
    path: ['countedFrom'],
    error: 'no epoch of the probing is left to count: take an epoch before the last of `probing.epochs`',
  });

export type O2uNetOptions = z.infer<typeof O2uNetOptions>;
