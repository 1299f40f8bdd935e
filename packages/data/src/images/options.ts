import { z } from 'zod';
import { NormalisationOption } from '../datasets/normalisationOption.ts';

/** What every data set of image files has. */
export const imageFileOptions = {
  imageSize: z
    .int()
    .positive()
    .optional()
    .describe('Height and width that images are brought to; without it they must be of one size.'),
  margin: z
    .int()
    .nonnegative()
    .default(0)
    .describe(
      'Pixels kept on every side beyond `imageSize`, for the random crops of `augmentation.padding`: 224 and 16 are crops of 224×224 out of 256×256, the middle one in tests.',
    ),
  fit: z
    .enum(['fill', 'cover'])
    .default('fill')
    .describe('How an image becomes a square: stretched, or its shorter side scaled and the longer cut at its centre.'),
  brokenImages: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('Share of the images of a part that may be broken; they are listed and left out.'),
  normalisation: NormalisationOption.optional().describe(
    'Constants in units of bytes; by default mean and standard deviation of the training images.',
  ),
};

export type ImageFileOptions = z.output<z.ZodObject<typeof imageFileOptions>>;
