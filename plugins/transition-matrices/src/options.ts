import { notHere } from '@ballast/core';
import { OptimizerOptions, PretrainingOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

/** Of one training with a transition matrix. */
const training = {
  epochs: z.int().positive(),
  batchSize: z.int().positive().default(128),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 }),
  loss: notHere(
    'it is the likelihood of the given labels through a transition matrix, which makes probabilities of probabilities, and a `loss` plugin takes logits. Leave `loss` out, or use that loss in `plain`.',
  ),
};

/** 120 epochs at 0.5, 0.1 from epoch 40 on, 0.01 from 80 on: LCCN's released code on CIFAR-10. */
const values = [0.1, 0.01];
const thirds = { type: 'step' as const, learningRate: 0.5, milestones: [1 / 3, 2 / 3], values };

const pretraining = PretrainingOptions.prefault({ schedule: thirds }).describe(
  'The training with cross entropy from whose classifier T is estimated and the method goes on.',
);

const estimate = z
  .enum(['anchors', 'counts'])
  .describe('T from the surest sample of each class (`anchors`), or from the given labels of all (`counts`).');

export type Estimate = z.infer<typeof estimate>;

export const ForwardCorrectionOptions = z.strictObject({
  pretraining,
  ...training,
  epochs: training.epochs.default(120),
  schedule: ScheduleOptions.prefault(thirds),
  estimate: estimate.default('anchors'),
});

export const SAdaptationOptions = z.strictObject({
  pretraining,
  ...training,
  fixedEpochs: z
    .int()
    .positive()
    .default(82)
    .describe('Epochs with T as estimated, before T is learned; the code has 32,000 steps of 391 an epoch.'),
  fixedSchedule: ScheduleOptions.prefault({ ...thirds, milestones: [40, 80] }),
  epochs: training.epochs.default(38).describe('Epochs in which T is learned with the classifier.'),
  schedule: ScheduleOptions.prefault({ type: 'constant', learningRate: 0.01 }),
  estimate: estimate.default('counts'),
});

export const LccnOptions = z.strictObject({
  pretraining,
  ...training,
  epochs: training.epochs.default(120),
  schedule: ScheduleOptions.prefault(thirds),
  fixedEpochs: z
    .number()
    .nonnegative()
    .default(51)
    .describe(
      'Epochs, or below 1 the fraction of them, in which labels are drawn with T as estimated by counts; the code has 20,000 steps.',
    ),
  refreshEvery: z.int().positive().default(200).describe('Steps between two updates of φ from the counts.'),
  concentration: z.number().positive().default(1).describe('α of the Dirichlet prior on the rows of φ.'),
});

/** The defaults are those of the authors' code for CIFAR with a Wide ResNet 40-2: 75 epochs a stage. */
export const GlcOptions = z.strictObject({
  pretraining: PretrainingOptions.prefault({
    epochs: 75,
    optimizer: { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
    schedule: { type: 'cosine', learningRate: 0.1 },
  }).describe('The training on noisy labels from whose classifier T is estimated.'),
  ...training,
  epochs: training.epochs.default(75),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
  schedule: ScheduleOptions.prefault({ type: 'cosine', learningRate: 0.1 }),
});
