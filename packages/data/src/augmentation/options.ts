import { z } from 'zod';

/** Random changes of a training image: pad, crop back to its size at a random offset, mirror. */
export const AugmentationOptions = z.strictObject({
  padding: z.int().nonnegative().default(0).describe('Pixels on every side; the crop has (2·padding + 1)² offsets.'),
  paddingMode: z
    .enum(['reflect', 'zero'])
    .default('reflect')
    .describe('Mirror the image at its edge pixels, or surround it with the byte 0.'),
  flip: z.boolean().default(false).describe('Mirror left to right with probability ½.'),
});

export type AugmentationOptions = z.output<typeof AugmentationOptions>;
