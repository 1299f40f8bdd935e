import { z } from 'zod';

/** Of a fit of two Gaussians; the defaults are those of DivideMix's and FaMUS's code, for losses scaled to [0, 1]. */
export const MixtureOptions = z.strictObject({
  maxIterations: z.int().positive().default(10).describe('Of expectation maximisation.'),
  tolerance: z.number().nonnegative().default(1e-2).describe('It ends when the mean log likelihood changes by less.'),
  varianceFloor: z.number().nonnegative().default(5e-4).describe('Added to both variances.'),
});

export type MixtureOptions = z.infer<typeof MixtureOptions>;
