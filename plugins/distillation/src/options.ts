import { logUniform, uniform } from '@ballast/core';
import { plainOptimizer, plainSchedule, PretrainingOptions, trainingOptions } from '@ballast/training';
import { z } from 'zod';

/** No constant of the paper is known; the trainings have the defaults of `plain`. */
export const DistillationOptions = z.strictObject({
  ...trainingOptions,
  loss: trainingOptions.loss.describe('On the given labels.'),
  teacherSet: z
    .enum(['meta', 'train', 'train+meta'])
    .default('meta')
    .describe('What the teacher is trained on: the trusted set, as in the paper, or all samples.'),
  teacher: PretrainingOptions.prefault({ epochs: 200, optimizer: plainOptimizer, schedule: plainSchedule }).describe(
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
});

export type DistillationOptions = z.infer<typeof DistillationOptions>;
