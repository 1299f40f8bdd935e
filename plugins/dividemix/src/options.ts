import { choices, notHere } from '@ballast/core';
import { MixtureOptions, OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();
const nonnegative = z.number().nonnegative();

/** The defaults are those of the authors' code for CIFAR-10 with symmetric noise. */
export const DivideMixOptions = z.strictObject({
  epochs: positive.default(300),
  warmUpEpochs: positive.default(10).describe('First epochs, with cross entropy on all samples; 30 for CIFAR-100.'),
  warmUpBatchSize: positive.default(128),
  confidencePenalty: nonnegative
    .default(0)
    .describe('Weight of −H(p) in the warm-up; the code takes 1 where noise is asymmetric.'),
  batchSize: positive.default(64).describe('Of labelled samples, and of unlabelled ones beside them.'),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 }),
  schedule: ScheduleOptions.prefault({ type: 'step', learningRate: 0.02, milestones: [0.5] }),
  mixture: MixtureOptions.prefault({}).describe('The fit of two Gaussians to the losses, scaled to [0, 1].'),
  cleanThreshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('A sample keeps its label when it is clean with a larger probability; the paper has 0.6 at 90 % noise.')
    .meta({ search: choices(0.4, 0.5, 0.6) }),
  lossEpochs: positive
    .default(1)
    .describe('Epochs over which the scaled losses are averaged before the fit; the code has 5 at 90 % noise.'),
  views: positive.default(2).describe('M: how many augmented views of a sample are predicted, and trained on.'),
  ownPredictions: z
    .enum(['train', 'inference'])
    .default('train')
    .describe(
      "Mode in which the network that learns predicts labels: the code's moves its running statistics once a view.",
    ),
  temperature: z.number().positive().default(0.5).describe('T of the sharpening p^(1/T) / Σ; 1 sharpens nothing.'),
  alpha: nonnegative.default(4).describe('α of the mixing λ ~ Beta(α, α), the larger share first; 0 mixes nothing.'),
  unlabelledWeight: nonnegative
    .default(25)
    .describe('λ_u of the squared error on unlabelled samples; the paper picks one of 0, 25, 50, 150 by validation.')
    .meta({ search: choices(0, 25, 50, 150) }),
  rampEpochs: nonnegative.default(16).describe('After the warm-up, λ_u rises from 0 in a line over so many epochs.'),
  priorWeight: nonnegative
    .default(1)
    .describe('Of Σ π ln(π / mean prediction), π uniform, against predictions that all fall into one class.'),
  ensemble: z
    .enum(['logits', 'probabilities'])
    .default('logits')
    .describe('What is added of the two networks at test: logits (code), or probabilities (paper).'),
  loss: notHere(
    'labels are mixed and guessed, so soft, and a `loss` plugin takes given labels alone: DivideMix is cross entropy and squared error against its own. Leave `loss` out, or use that loss in `mixup` or `co-teaching`.',
  ),
});

export type DivideMixOptions = z.infer<typeof DivideMixOptions>;
