import { uniform } from '@ballast/core';
import { trainingOptions } from '@ballast/training';
import { z } from 'zod';

export const AdjustmentOptions = z.strictObject({
  tau: z
    .number()
    .nonnegative()
    .default(1)
    .describe('τ: how strongly the class priors count.')
    .meta({ search: uniform(0.25, 2) }),
});

export const PlainOptions = z
  .strictObject({
    ...trainingOptions,
    trainOn: z
      .enum(['train', 'meta', 'train+meta', 'clean'])
      .default('train')
      .describe(
        '`meta`, `train+meta`: the trusted set alone, or added to the train set, the two rows that keep a comparison honest. `clean`: the train set without its wrong labels, an upper line that knows the truth.',
      ),
    recordLossCurves: z
      .boolean()
      .optional()
      .describe('Keeps the training loss of every sample and epoch; true unless given when `trainOn` is train.'),
    adjustLogits: AdjustmentOptions.optional().describe(
      'Post-hoc logit adjustment: trains as without it, and is evaluated with z − τ · ln π of the class priors π.',
    ),
  })
  .refine(({ trainOn, recordLossCurves }) => trainOn === 'train' || recordLossCurves !== true, {
    path: ['recordLossCurves'],
    error: 'loss curves are kept of the train set alone, so `trainOn` must be train',
  });

export type AdjustmentOptions = z.infer<typeof AdjustmentOptions>;
export type PlainOptions = z.infer<typeof PlainOptions>;
