import { z } from 'zod';

/** Which images a cell learns from, is validated on and tested on. */
export const DataOptions = z.strictObject({
  meta: z
    .strictObject({
      perClass: z.int().nonnegative().default(0).describe('Clean images a class, taken out of the training images.'),
    })
    .prefault({}),
  validation: z
    .strictObject({
      fraction: z
        .number()
        .nonnegative()
        .lt(1)
        .default(0)
        .describe('Share of the corrupted training images that is split off, stratified by given label.'),
    })
    .prefault({}),
  testOn: z
    .enum(['test', 'validation'])
    .optional()
    .describe('`validation` puts the validation split in the place of the test set, which then nothing reads: tuning.'),
});

export type DataOptions = z.output<typeof DataOptions>;
