import { uniform } from '@ballast/core';
import { z } from 'zod';

const size = z.int().positive();

/** Defaults follow the authors' released code; each option says what their paper has instead. */
export const CurveNetOptions = z.strictObject({
  removedStart: z.int().nonnegative().default(5).meta({
    description: 'How many epochs at the start of a loss curve are left out (S).',
  }),
  dropLast: z.boolean().default(true).meta({
    description: "Whether the last epoch is left out, as in the authors' code; the paper keeps it.",
  }),
  normalisation: z.enum(['mean', 'mean-and-deviation']).default('mean').meta({
    description:
      'What is taken out of a loss curve by class and epoch: the mean (equations, code) or also the standard deviation (introduction).',
  }),
  embeddingSize: size.default(64).meta({ description: 'Length of the class embedding (P).' }),
  hiddenSize: size.default(128).meta({ description: 'Width of the hidden layers.' }),
  embeddingAdded: z.enum(['once', 'twice']).default('twice').meta({
    description: 'How often the class embedding is added to the curve embedding: twice in the code, once in the paper.',
  }),
  headLayers: z
    .union([z.literal(2), z.literal(3)])
    .default(3)
    .meta({
      description: 'Layers after the embedding: 3 in the code, 2 in the paper.',
    }),
  outputFactor: z.number().positive().default(1).meta({ description: 'Weight = factor · sigmoid + bias.' }),
  outputBias: z.number().nonnegative().default(0.02).meta({
    description: 'Weight = factor · sigmoid + bias: 0.02 in the code, 0 in the paper.',
  }),
  initialBias: z
    .number()
    .default(4.5)
    .meta({
      description:
        'Bias of the last layer at the start; 4.5 trusts every sample (sigmoid 0.989). In few epochs weights may not leave where they start: try 1.',
      search: uniform(0, 5),
    }),
});

export type CurveNetOptions = z.infer<typeof CurveNetOptions>;
