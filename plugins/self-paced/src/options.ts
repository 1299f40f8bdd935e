import { pluginReference, uniform } from '@ballast/core';
import { OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();
const fraction = z.number().min(0).max(1);
const burnInShare = fraction.describe('First part of the epochs, in which every sample weighs 1.');

/** Of the training beside the weights: those of MentorNet's released code for ResNets on CIFAR. */
const training = {
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  epochs: positive.default(100),
  batchSize: positive.default(128),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 2e-4 }),
  schedule: ScheduleOptions.prefault({
    type: 'step',
    milestones: [0.5, 0.64, 0.77],
    factors: [0.1, 0.01, 0.001],
  }),
};

export const SelfPacedOptions = z.strictObject({
  ...training,
  burnInShare: burnInShare.default(0),
  initialShare: fraction
    .default(0.5)
    .describe('The share of the samples that the first threshold λ lets in.')
    .meta({ search: uniform(0.3, 0.8) }),
  growth: z
    .number()
    .min(1)
    .default(1.3)
    .describe('μ: every epoch multiplies λ by it.')
    .meta({ search: uniform(1.05, 1.5) }),
});

export const MentorNetOptions = z.strictObject({
  ...training,
  burnInShare: burnInShare.default(0.19),
  linearFrom: fraction.default(0.9).describe('From this part of the epochs on weights fall linearly with the loss.'),
  linearWidth: z
    .number()
    .positive()
    .default(1)
    .describe('λ2: how far above the threshold a loss is when its linear weight is 0.'),
  percentile: fraction
    .default(0.75)
    .describe('Of the losses of a batch: what the threshold follows.')
    .meta({ search: uniform(0.5, 0.95) }),
  movingAverageDecay: z.number().min(0).lt(1).default(0.5).describe('Of the threshold, from batch to batch.'),
  dropouts: z
    .array(z.strictObject({ from: fraction, rate: z.number().min(0).lt(1) }))
    .refine((list) => list.length === 0 || list[0]?.from === 0, 'the first entry has to begin at 0')
    .refine(
      (list) => list.every(({ from }, index) => index === 0 || from > (list[index - 1]?.from ?? 0)),
      'ascending parts of the epochs expected',
    )
    .default([
      { from: 0, rate: 0.5 },
      { from: 0.17, rate: 0.05 },
    ])
    .describe('From which part of the epochs on what share of a batch, drawn at random, weighs 0.'),
});

export type TrainingOptions = Omit<z.infer<typeof SelfPacedOptions>, 'burnInShare' | 'initialShare' | 'growth'>;
export type SelfPacedOptions = z.infer<typeof SelfPacedOptions>;
export type MentorNetOptions = z.infer<typeof MentorNetOptions>;
