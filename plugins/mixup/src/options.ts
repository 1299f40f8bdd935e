import { logUniform, pluginReference } from '@ballast/core';
import { OptimizerOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

/** The defaults are those of the authors' code for CIFAR-10: 200 epochs. */
export const MixupOptions = z.strictObject({
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  alpha: z
    .number()
    .nonnegative()
    .default(1)
    .describe('α of λ ~ Beta(α, α), one draw a batch; 0 mixes nothing. The paper takes 8 to 32 against wrong labels.')
    .meta({ search: logUniform(0.1, 32) }),
  share: z
    .enum(['drawn', 'larger'])
    .default('drawn')
    .describe('λ as drawn, or max(λ, 1 − λ): a sample stays nearer to itself than to its partner.'),
  epochs: z.int().positive().default(200),
  batchSize: z.int().positive().default(128),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4 }),
  schedule: ScheduleOptions.prefault({ type: 'step', learningRate: 0.1, milestones: [0.5, 0.75] }),
});

export type MixupOptions = z.infer<typeof MixupOptions>;
