import { logUniform, pluginReference } from '@ballast/core';
import { OptimizerOptions, ProbingOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';
import { DeferredReweightingOptions } from './deferredReweighting.ts';

const positive = z.int().positive();
const sgd = { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 } as const;

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
  weightNetLearningRate: z
    .number()
    .positive()
    .default(1e-3)
    .meta({ search: logUniform(1e-4, 1e-2) }),
  freezeWeightsFrom: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .default(null)
    .describe(
      'From this fraction of the epochs on, every sample keeps its last weight and the weight net rests (CurveNet: at the first drop of the learning rate); null is never (Meta-Weight-Net).',
    ),
  deferredReweighting: DeferredReweightingOptions.optional().describe(
    'Class-balanced weights on top of the learned ones late in training, in the actual step alone (CurveNet+DRW).',
  ),
  normaliseWeights: z
    .enum(['none', 'batch-sum'])
    .default('none')
    .describe('`none`: Σ w ℓ / B; `batch-sum`: Σ w ℓ / Σ w.'),
  metaEvery: positive
    .default(1)
    .describe(
      'In which iterations of an epoch the weight net learns: every k-th, from the first on. Beyond 1 cheaper, and another method: in between it only weighs.',
    ),
  staleWeights: z
    .boolean()
    .default(false)
    .describe(
      'The actual step takes the weights of the virtual step, from before the weight net learned. Cheaper, since both then have one backward pass, and another method.',
    ),
});

export type MetaReweightingOptions = z.infer<typeof MetaReweightingOptions>;
