import { logUniform, notHere, pluginReference } from '@ballast/core';
import { OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();

export const CorrectorOptions = z.strictObject({
  ranks: positive.default(100).describe('Into how many ranks the losses of a class are sorted (R).'),
  hiddenSize: positive.default(64).describe('Length of the rank embedding and width of the hidden layers.'),
  classWise: z
    .boolean()
    .default(true)
    .describe('Whether a rank has a correction for every given class, or one for all.'),
  initialBias: z
    .number()
    .default(3.98)
    .describe('Bias of the last layer at the start; 3.98 trusts every label (sigmoid 0.9817), 100 does so for ever.'),
});

export const MarginOptions = z.strictObject({
  hiddenSize: positive.default(64).describe('Length of the learned vector and width of the hidden layers.'),
  initialBias: z.number().default(1).describe('Bias of the last layer; equal margins are none.'),
});

/** What stands for the true label where the given one is not trusted. */
export const PseudoLabelOptions = z.strictObject({
  type: z
    .enum(['drawn', 'relaxed', 'softmax'])
    .default('drawn')
    .describe(
      '`drawn`: one class, drawn with its predicted probability; `relaxed`: the softmax of logits with Gumbel noise; `softmax`: the predicted probabilities.',
    ),
  temperature: z
    .number()
    .positive()
    .default(1)
    .describe('τ: divides logits and noise; a drawn class does not depend on it.'),
});

/** Defaults are those of the released code for CIFAR-10. */
export const DynamicLossOptions = z.strictObject({
  corrector: CorrectorOptions.nullable().prefault({}).describe('The label corrector; null trusts every given label.'),
  margin: MarginOptions.nullable().prefault({}).describe('The margin generator; null adds nothing to the logits.'),
  pseudoLabels: PseudoLabelOptions.prefault({}),
  weightNet: pluginReference('weight net')
    .optional()
    .describe('Weighs the corrected losses, learned by the same meta gradient; none in the paper.'),
  metaSet: pluginReference('meta set').default({ type: 'hierarchical' }),
  metaOptimizer: pluginReference('meta optimizer').default({ type: 'forward-mode' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  epochs: positive.default(325),
  warmEpochs: z
    .int()
    .nonnegative()
    .default(5)
    .describe('First epochs, with cross entropy on all samples; the corrector learns to trust the given labels.'),
  correctorWarmSteps: z
    .int()
    .nonnegative()
    .default(2000)
    .describe('After so many steps the corrector rests for the remaining warm epochs.'),
  warmPredictions: z
    .enum(['train', 'inference'])
    .default('train')
    .describe(
      "Mode of the corrector's predictions in warm epochs: the released code predicts in mode train, which moves the running statistics a second time.",
    ),
  batchSize: positive.default(512),
  metaBatchSize: positive.nullable().default(null).describe('At most the whole meta set; null is `batchSize`.'),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 }).describe(
    'Of the classifier, in virtual and actual steps.',
  ),
  schedule: ScheduleOptions.prefault({ type: 'cosine', learningRate: 0.1 }),
  stepwiseWarmup: z
    .strictObject({
      epochs: z.int().nonnegative().default(5),
      from: z.number().min(0).max(1).default(0.1),
    })
    .prefault({})
    .describe("The rate rises, step by step over so many epochs, from this part of the schedule's."),
  learnedOptimizer: OptimizerOptions.prefault({ type: 'adam' }).describe('Of corrector, margin and weight net.'),
  learnedLearningRate: z
    .number()
    .positive()
    .default(3e-3)
    .describe('3e-3 in the published experiments; 3e-4 in the base schedule of the same code.')
    .meta({ search: logUniform(3e-4, 1e-2) }),
  metaEvery: positive.default(1).describe('The learned parts move in every so many-th epoch after the warm ones.'),
  fineTune: z
    .boolean()
    .default(true)
    .describe('A pass over the meta set at the end of an epoch, with its given labels; in the code, not in the paper.'),
  weakView: z
    .enum(['none', 'standard'])
    .default('none')
    .describe('Of virtual steps, predictions and ranks: as they are (code), or cropped and mirrored too.'),
  strongView: z.enum(['strong', 'standard']).default('strong').describe('Of actual steps and the meta set.'),
  mixup: z
    .strictObject({ alpha: z.number().positive().default(0.5) })
    .nullable()
    .default(null)
    .describe('Mixes images and corrected labels of the actual step with λ ~ Beta(α, α), the larger part first.'),
  loss: notHere(
    'the corrected labels are soft, and a `loss` plugin takes given labels alone: Dynamic Loss is cross entropy with its own margins. Leave `loss` out, or use that loss in `meta-reweighting`.',
  ),
});

export type CorrectorOptions = z.infer<typeof CorrectorOptions>;
export type MarginOptions = z.infer<typeof MarginOptions>;
export type PseudoLabelOptions = z.infer<typeof PseudoLabelOptions>;
export type DynamicLossOptions = z.infer<typeof DynamicLossOptions>;
