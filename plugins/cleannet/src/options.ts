import { choices, logUniform, uniform } from '@ballast/core';
import { OptimizerOptions, PretrainingOptions, ScheduleOptions, trainingOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();
const weight = z.number().nonnegative();

export const ReferenceOptions = z.strictObject({
  perClass: positive.default(32).describe('Reference features that stand for a class: centres of k-means.'),
  sampledPerClass: positive
    .default(1280)
    .describe('Samples of each given class, drawn once, among whose features the centres are looked for.'),
});

export const EmbeddingOptions = z.strictObject({
  size: positive.default(128).describe('Of class and query embeddings.'),
  hiddenSize: positive.default(256).describe('Width of the hidden layers; the first one of references has twice that.'),
});

/** The defaults are those of the authors' code, but for what their data has and a trusted set has not. */
export const VerificationOptions = z.strictObject({
  references: ReferenceOptions.prefault({}),
  embedding: EmbeddingOptions.prefault({}),
  margin: z
    .number()
    .min(-1)
    .max(1)
    .default(0.1)
    .describe(
      'ρ: a wrong label may be as similar as that; unverified labels that are more similar are taken for right.',
    ),
  negativeWeight: weight
    .default(5)
    .describe('ω: how much wrong labels count.')
    .meta({ search: logUniform(1, 25) }),
  reconstructionWeight: weight.default(0.1).describe('β: of the squared error of the decoder.'),
  unverifiedWeight: weight.default(0.1).describe('γ: of the samples whose labels nobody verified.'),
  wrongClaims: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe('The share of the trusted samples that are shown under the name of another class, drawn each time.'),
  epochs: positive.default(40).describe("Of the train set; the authors' code counts 60,000 steps."),
  batchSize: positive.default(32).describe('Unverified samples in a step.'),
  trustedBatchSize: positive.default(32).describe('Trusted samples in a step, at most the whole meta set.'),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4 }),
  schedule: ScheduleOptions.prefault({ type: 'step', learningRate: 0.01, milestones: [0.5] }),
});

export const CleanNetOptions = z.strictObject({
  ...trainingOptions,
  pretraining: PretrainingOptions.prefault({}).describe('Of the classifier whose features are compared.'),
  verification: VerificationOptions.prefault({}).describe('How right labels are learned to be told from wrong ones.'),
  weighting: z
    .enum(['soft', 'hard'])
    .default('soft')
    .describe('`soft`: a sample weighs its similarity, where that is positive. `hard`: 1 from `threshold` on, else 0.')
    .meta({ search: choices('soft', 'hard') }),
  threshold: z
    .number()
    .min(-1)
    .max(1)
    .default(0.1)
    .describe('Of `hard`: the least similarity of a sample that is trained on.')
    .meta({ search: uniform(0, 0.5) }),
  startFrom: z
    .enum(['pretrained', 'fresh'])
    .default('pretrained')
    .describe('Where the weighted training begins: at the pretrained classifier, or at fresh weights.'),
});

export type ReferenceOptions = z.infer<typeof ReferenceOptions>;
export type EmbeddingOptions = z.infer<typeof EmbeddingOptions>;
export type VerificationOptions = z.infer<typeof VerificationOptions>;
export type CleanNetOptions = z.infer<typeof CleanNetOptions>;
