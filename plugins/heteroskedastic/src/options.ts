import { logUniform, pluginReference } from '@ballast/core';
import { OptimizerOptions, PretrainingOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const sgd = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4 } as const;
/** 120 epochs at 0.1, 0.01 from epoch 80 on, 0.001 from 100 on. */
const schedule = { type: 'step' as const, learningRate: 0.1, milestones: [2 / 3, 5 / 6] };

/** Of the regularisation alone. */
export const PenaltyOptions = z.strictObject({
  strength: z
    .number()
    .nonnegative()
    .default(10)
    .describe("λ: 10 in the authors' instructions, 0.1 in their code's own default; 0 is plain training.")
    .meta({ search: logUniform(0.1, 30) }),
  hiddenLayers: z
    .enum(['batch-norm', 'stages'])
    .default('batch-norm')
    .describe(
      'Where gradients are measured: at the normalised values of the batch norms of all but the first and last stage, as in the code, or at the output of every stage but the last, for networks without batch norm.',
    ),
  norms: z
    .enum(['summed', 'joint'])
    .default('summed')
    .describe('Of a sample: Σ of the layers’ gradient norms, as in the code, or the norm of all of them together.'),
});

export type PenaltyOptions = z.infer<typeof PenaltyOptions>;

/** The defaults are those of the authors' code on CIFAR. */
export const HarOptions = z.strictObject({
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  estimation: PretrainingOptions.prefault({ optimizer: sgd, schedule }).describe(
    'The training on one half of the train set, whose errors on the other half say how uncertain a class is.',
  ),
  errorPower: z.number().nonnegative().default(0.6).describe('Of a class’s error in its strength.'),
  countPower: z.number().nonnegative().default(0.4).describe('Of a class’s size, inverse, in its strength.'),
  ...PenaltyOptions.shape,
  epochs: z.int().positive().default(120),
  batchSize: z.int().positive().default(128),
  optimizer: OptimizerOptions.default(sgd),
  schedule: ScheduleOptions.prefault(schedule),
});

export type HarOptions = z.infer<typeof HarOptions>;
