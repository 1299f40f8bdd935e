import { pluginReference } from '@ballast/core';
import { OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();
const sgd = { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 } as const;

const BatchSizes = z
  .array(z.strictObject({ from: z.int().nonnegative(), batchSize: positive }))
  .refine((steps) => steps[0]?.from === 0, 'the first entry has to begin at epoch 0')
  .refine(
    (steps) => steps.every((step, index) => index === 0 || step.from > (steps[index - 1]?.from ?? 0)),
    'ascending epochs expected',
  );

/**
 * Training with cross entropy on the whole train set, to write down every sample's loss in every epoch:
 * first at a constant rate, then with smaller batches while the rate jumps up and down.
 */
export const ProbingOptions = z.strictObject({
  epochs: positive.default(300),
  batchSizes: BatchSizes.default([
    { from: 0, batchSize: 128 },
    { from: 120, batchSize: 16 },
  ]).describe('From which epoch on which batch size; the first entry from epoch 0.'),
  schedule: ScheduleOptions.prefault({
    type: 'cyclical',
    learningRate: 0.1,
    constantEpochs: 120,
    high: 0.01,
    low: 0.001,
    halfPeriod: 15,
  }),
  optimizer: OptimizerOptions.default(sgd),
});

/** Defaults are those of CurveNet's released code on CIFAR. */
export const MetaReweightingOptions = z.strictObject({
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  weightNet: pluginReference('weight net'),
  metaOptimizer: pluginReference('meta optimizer').default({ type: 'forward-mode' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  metaSet: pluginReference('meta set')
    .default({ type: 'trusted' })
    .describe('What the weights are judged by: the trusted set, or one drawn from the noisy data before each epoch.'),
  probing: ProbingOptions.prefault({}).describe('Used when the weight net or the meta set looks at loss curves.'),
  epochs: positive.default(200),
  warmEpochs: z
    .int()
    .nonnegative()
    .default(0)
    .describe('First epochs in which every sample weighs 1: a meta set drawn by losses needs a few.'),
  batchSize: positive.default(128),
  metaBatchSize: positive.nullable().default(null).describe('At most the whole meta set; null is `batchSize`.'),
  optimizer: OptimizerOptions.default(sgd).describe('Of the classifier.'),
  schedule: ScheduleOptions.prefault({ type: 'step', milestones: [0.4, 0.5], warmupEpochs: 5 }),
  innerOptimizer: OptimizerOptions.nullable()
    .default(null)
    .describe(
      "Of the virtual step; null is the classifier's with its momentum. Meta-Weight-Net published plain SGD: momentum 0, weightDecay 0.",
    ),
  weightNetOptimizer: OptimizerOptions.prefault({ type: 'adam', weightDecay: 1e-4 }),
  weightNetLearningRate: z.number().positive().default(1e-3),
  freezeWeightsFrom: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .default(null)
    .describe(
      'From this fraction of the epochs on, every sample keeps its last weight and the weight net rests (CurveNet: at the first drop of the learning rate); null is never (Meta-Weight-Net).',
    ),
  normaliseWeights: z
    .enum(['none', 'batch-sum'])
    .default('none')
    .describe('`none`: Σ w ℓ / B; `batch-sum`: Σ w ℓ / Σ w.'),
});

export type ProbingOptions = z.infer<typeof ProbingOptions>;
export type MetaReweightingOptions = z.infer<typeof MetaReweightingOptions>;
