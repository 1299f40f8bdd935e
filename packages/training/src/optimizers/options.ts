import { z } from 'zod';

const fraction = z.number().min(0).lt(1);
const weightDecay = z.number().nonnegative().default(0).describe('L2, added to the gradient of every parameter.');

const Sgd = z.strictObject({
  type: z.literal('sgd'),
  momentum: fraction.default(0.9),
  nesterov: z.boolean().default(false),
  weightDecay,
});

const Adam = z.strictObject({
  type: z.literal('adam'),
  beta1: fraction.default(0.9),
  beta2: fraction.default(0.999),
  epsilon: z.number().positive().default(1e-8),
  weightDecay,
});

/** How gradients become steps; the learning rate is the schedule's. */
export const OptimizerOptions = z.discriminatedUnion('type', [Sgd, Adam]);

export type OptimizerOptions = z.infer<typeof OptimizerOptions>;
export type SgdOptions = z.infer<typeof Sgd>;
export type AdamOptions = z.infer<typeof Adam>;
