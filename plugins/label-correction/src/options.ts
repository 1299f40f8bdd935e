import { choices, logUniform, notHere, pluginReference } from '@ballast/core';
import { OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();

export const CorrectorOptions = z.strictObject({
  embeddingSize: positive.default(128).describe('Length of the embedding of a given label.'),
  hiddenSize: positive.default(128).describe('Width of the two hidden layers.'),
  skipLink: z
    .boolean()
    .default(false)
    .describe(
      'The corrector also says how far the given label is kept, as in the code for Clothing1M; else it writes every label anew.',
    ),
});

export type CorrectorOptions = z.infer<typeof CorrectorOptions>;

/** The defaults are those of the authors' commands for CIFAR. */
export const MlcOptions = z.strictObject({
  corrector: CorrectorOptions.prefault({}),
  metaOptimizer: pluginReference('meta optimizer').default({ type: 'forward-mode' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  metaSet: pluginReference('meta set')
    .default({ type: 'trusted' })
    .describe('What the labels are judged by: the trusted set, or one drawn from the noisy data before each epoch.'),
  trustedShare: z
    .number()
    .min(0)
    .lt(1)
    .default(0.5)
    .describe('The part of each meta batch that the classifier is trained on too; the rest judges the corrector.')
    .meta({ search: choices(0, 0.25, 0.5, 0.75) }),
  refreshLabels: z
    .boolean()
    .default(false)
    .describe(
      'The actual step takes labels of the corrector after its step, as Meta-Weight-Net does with its weights; before it in algorithm and code.',
    ),
  epochs: positive.default(120),
  warmEpochs: z
    .int()
    .nonnegative()
    .default(0)
    .describe('First epochs, with cross entropy on the given labels; not in the paper.'),
  batchSize: positive.default(100),
  metaBatchSize: positive.default(32).describe('At most the whole meta set.'),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 }).describe(
    'Of the classifier, in virtual and actual steps.',
  ),
  schedule: ScheduleOptions.prefault({ type: 'step', learningRate: 0.1, milestones: [2 / 3, 5 / 6] }),
  correctorOptimizer: OptimizerOptions.prefault({ type: 'adam' }),
  correctorLearningRate: z
    .number()
    .positive()
    .default(3e-4)
    .meta({ search: logUniform(3e-5, 3e-3) }),
  loss: notHere(
    'the corrected labels are soft, and a `loss` plugin takes given labels alone: mlc is cross entropy against its own labels. Leave `loss` out, or use that loss in `meta-reweighting`.',
  ),
});

export type MlcOptions = z.infer<typeof MlcOptions>;
