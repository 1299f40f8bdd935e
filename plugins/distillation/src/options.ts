import { logUniform, pluginReference, uniform } from '@ballast/core';
import { OptimizerOptions, PretrainingOptions, ScheduleOptions } from '@ballast/training';
import { z } from 'zod';

const optimizer = { type: 'sgd' as const, momentum: 0.9, nesterov: true, weightDecay: 5e-4 };
const schedule = {
  type: 'step' as const,
  learningRate: 0.1,
  warmupEpochs: 0,
  milestones: [0.4, 0.5],
  factor: 0.1,
};

/** No constant of the paper is known; the trainings have the defaults of `plain`. */
export const DistillationOptions = z.strictObject({
  loss: pluginReference('loss').default({ type: 'cross-entropy' }).describe('On the given labels.'),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  teacherSet: z
    .enum(['meta', 'train', 'train+meta'])
    .default('meta')
    .describe('What the teacher is trained on: the trusted set, as in the paper, or all samples.'),
  teacher: PretrainingOptions.prefault({ epochs: 200, optimizer, schedule }).describe(
    "The teacher's training, with cross entropy.",
  ),
  temperature: z
    .number()
    .positive()
    .default(1)
    .describe('Of the softmax that makes labels of the teacher’s logits.')
    .meta({ search: logUniform(0.5, 8) }),
  givenShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("λ: how much the given label counts, beside the teacher's.")
    .meta({ search: uniform(0.1, 0.9) }),
  trainOn: z
    .enum(['train', 'train+meta'])
    .default('train')
    .describe('What the student is trained on; the paper has the trusted samples among the others.'),
  epochs: z.int().positive().default(200),
  batchSize: z.int().positive().default(128),
  optimizer: OptimizerOptions.default(optimizer),
  schedule: ScheduleOptions.default(schedule),
});

export type DistillationOptions = z.infer<typeof DistillationOptions>;
