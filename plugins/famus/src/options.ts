import { logUniform, pluginReference } from '@ballast/core';
import { OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const count = z.int().nonnegative();
const sgd = { type: 'sgd' as const, momentum: 0, nesterov: false, weightDecay: 0 };

/** Which parameter tensors carry the meta gradient, and how that is learned. */
export const LayerOptions = z.strictObject({
  openTensors: z.int().positive().default(2).describe('The last tensors, which always carry the meta gradient.'),
  gatedTensors: count.default(13).describe('Those before them, each with a gate; all earlier ones carry none.'),
  expectedOpen: z.number().nonnegative().default(4).describe('How many gates are to be open.'),
  countedGates: z
    .enum(['all', 'last'])
    .default('all')
    .describe("What the number of open gates is counted over; by a mistake only the `last` gate in the authors' code."),
  countWeight: z.number().nonnegative().default(0.1).describe('Of (open gates − `expectedOpen`)².'),
  momentWeight: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe('Of the squared differences in mean and deviation between train and meta gradients.'),
  temperature: z.number().positive().default(5).describe('Of the Gumbel softmax of a gate.'),
  gateHidden: z.int().positive().default(128),
  gateLearningRate: z.number().positive().default(0.1),
});

export type LayerOptions = z.infer<typeof LayerOptions>;

/** Defaults of the classifier's training are those of the data flow that the authors' code builds on: DivideMix. */
export const FamusOptions = z.strictObject({
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  weightNet: pluginReference('weight net').default({ type: 'mw-net' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  ...LayerOptions.shape,
  cleanAbove: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Posterior of the low-loss component from which on a sample is taken for clean.'),
  warmEpochs: count.default(10).describe('First epochs, in which every sample weighs 1.'),
  epochs: z.int().positive().default(300),
  batchSize: z.int().positive().default(64),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 }),
  schedule: ScheduleOptions.prefault({ type: 'step', learningRate: 0.02, milestones: [0.5], factor: 0.1 }),
  weightNetOptimizer: OptimizerOptions.default(sgd),
  weightNetLearningRate: z
    .number()
    .positive()
    .default(1e-3)
    .meta({ search: logUniform(1e-4, 1e-2) }),
});

export type FamusOptions = z.infer<typeof FamusOptions>;
