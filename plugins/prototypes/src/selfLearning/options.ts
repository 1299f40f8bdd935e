import { choices, uniform } from '@ballast/core';
import { trainingOptions } from '@ballast/training';
import { z } from 'zod';

export const PrototypeOptions = z.strictObject({
  sampledPerClass: z
    .int()
    .positive()
    .default(1280)
    .describe('Samples of each given class, drawn before each correction, among which its prototypes are looked for.'),
  prototypesPerClass: z
    .int()
    .positive()
    .default(8)
    .meta({ search: choices(1, 4, 8, 16) }),
  cutoffQuantile: z
    .number()
    .min(0)
    .max(1)
    .default(0.4)
    .describe('S_c: the share of the similarities within a class that lie below it.')
    .meta({ search: uniform(0.2, 0.9) }),
  maxPeakSimilarity: z
    .number()
    .default(0.95)
    .describe('A prototype is less similar than that to every sample in a denser place.'),
});

export const SelfLearningOptions = z.strictObject({
  ...trainingOptions,
  ...PrototypeOptions.shape,
  correctedShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('α: how much the corrected label counts.')
    .meta({ search: uniform(0.1, 0.9) }),
  correctFrom: z
    .number()
    .min(0)
    .max(1)
    .default(0.4)
    .describe('The share of the epochs after which labels are corrected, before every epoch; plain training till then.')
    .meta({ search: choices(0.2, 0.4, 0.6) }),
});

export type PrototypeOptions = z.infer<typeof PrototypeOptions>;
export type SelfLearningOptions = z.infer<typeof SelfLearningOptions>;
