import { multiples } from '@ballast/core';
import { z } from 'zod';

const common = {
  learningRate: z
    .number()
    .positive()
    .default(0.1)
    .meta({ search: multiples(0.1, 3) }),
  warmupEpochs: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Epoch e of the first W has (e + 1) / W of the rate that the schedule gives it.'),
};

const moment = z
  .number()
  .nonnegative()
  .refine((value) => value < 1 || Number.isInteger(value), 'expected an epoch, or a fraction of the phase below 1');

const Constant = z.strictObject({ type: z.literal('constant'), ...common });

const Step = z
  .strictObject({
    type: z.literal('step'),
    ...common,
    milestones: z.array(moment).min(1).describe('Ascending; epochs, or below 1 fractions of the phase.'),
    factor: z.number().positive().optional().describe('Multiplies the rate at every milestone; 0.1 unless given.'),
    factors: z.array(z.number().nonnegative()).optional().describe('One a milestone, of `learningRate` itself.'),
    values: z.array(z.number().nonnegative()).optional().describe('The rate itself from each milestone on.'),
  })
  .superRefine((options, context) => {
    if (options.milestones.some((milestone, index) => index > 0 && milestone <= (options.milestones[index - 1] ?? 0))) {
      context.addIssue({ code: 'custom', path: ['milestones'], message: 'expected ascending milestones' });
    }
    const given = (['factor', 'factors', 'values'] as const).filter((key) => options[key] !== undefined);
    if (given.length > 1) {
      context.addIssue({ code: 'custom', message: `give one of ${given.join(', ')}, not several` });
    }
    for (const key of ['factors', 'values'] as const) {
      const list = options[key];
      if (list !== undefined && list.length !== options.milestones.length) {
        context.addIssue({ code: 'custom', path: [key], message: 'expected one a milestone' });
      }
    }
  });

const Cosine = z.strictObject({
  type: z.literal('cosine'),
  ...common,
  finalLearningRate: z.number().nonnegative().default(0).describe('What the rate would reach after the last epoch.'),
});

const Cyclical = z.strictObject({
  type: z.literal('cyclical'),
  ...common,
  constantEpochs: moment.default(0).describe('How long `learningRate` holds before the square wave begins.'),
  high: z.number().positive().default(0.01).describe('Where the wave begins.'),
  low: z.number().positive().default(0.001),
  halfPeriod: z.int().positive().default(15).describe('Epochs at each of the two rates.'),
});

const SawTooth = z.strictObject({
  type: z.literal('saw-tooth'),
  ...common,
  constantEpochs: moment.default(0).describe('How long `learningRate` holds before the teeth begin.'),
  high: z.number().positive().default(0.01).describe('From where every tooth falls in a straight line.'),
  low: z.number().positive().default(0.001).describe('The rate in the last epoch of every tooth.'),
  period: z.int().positive().default(10).describe('Epochs of a tooth.'),
});

const Linear = z.strictObject({
  type: z.literal('linear'),
  ...common,
  constantEpochs: moment.default(0).describe('How long `learningRate` holds before it falls to 0 in a straight line.'),
});

/** The learning rate of every epoch of a phase. */
export const ScheduleOptions = z.discriminatedUnion('type', [Constant, Step, Cosine, Cyclical, SawTooth, Linear]);

export type ScheduleOptions = z.infer<typeof ScheduleOptions>;
export type StepScheduleOptions = z.infer<typeof Step>;
export type CyclicalScheduleOptions = z.infer<typeof Cyclical>;
export type SawToothScheduleOptions = z.infer<typeof SawTooth>;
