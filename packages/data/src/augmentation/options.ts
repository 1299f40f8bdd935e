import { z } from 'zod';

const byte = z.int().min(0).max(255);

/** What the strong view adds to the standard one: a pair of operations, then a square that is covered. */
export const StrongOptions = z.strictObject({
  autoAugment: z
    .enum(['none', 'cifar10'])
    .default('none')
    .describe('One of the 25 pairs of operations found for CIFAR-10 (Cubuk et al. 2019), drawn for every image.'),
  cutout: z
    .strictObject({
      size: z.int().nonnegative().default(0).describe('Side of the square in pixels; 0 is none, CIFAR-10 has 16.'),
      probability: z.number().min(0).max(1).default(1),
    })
    .prefault({})
    .describe('A square about a random pixel, cut off at the edges of the image (DeVries and Taylor 2017).'),
  fill: byte.default(128).describe('The byte of the square, and of what an operation moves into the image.'),
});

/** Random changes of a training image: pad, crop back to its size at a random offset, mirror; more in the strong view. */
export const AugmentationOptions = z.strictObject({
  padding: z.int().nonnegative().default(0).describe('Pixels on every side; the crop has (2·padding + 1)² offsets.'),
  paddingMode: z
    .enum(['reflect', 'zero'])
    .default('reflect')
    .describe('Mirror the image at its edge pixels, or surround it with the byte 0.'),
  flip: z.boolean().default(false).describe('Mirror left to right with probability ½.'),
  strong: StrongOptions.optional().describe(
    'What the strong view of methods that ask for one has on top; without it, that view is the standard one.',
  ),
});

export type AugmentationOptions = z.output<typeof AugmentationOptions>;
export type StrongOptions = z.output<typeof StrongOptions>;
