import { choices } from '@ballast/core';
import { trainingOptions } from '@ballast/training';
import { z } from 'zod';

const positive = z.int().positive();

/** No constant of the paper is known; the training has the defaults of `plain`. */
export const MetaCleanerOptions = z
  .strictObject({
    ...trainingOptions,
    groupSize: positive
      .default(5)
      .describe('K: images of one given class that make one representation; with 1 it is plain training.')
      .meta({ search: choices(2, 3, 5, 8) }),
    hiddenSize: positive.default(128).describe('Width of the hidden layer that weighs the images of a group.'),
    batchSize: trainingOptions.batchSize.describe('Images in a batch at most: as many whole groups as fit.'),
  })
  .refine(({ groupSize, batchSize }) => groupSize <= batchSize, {
    path: ['groupSize'],
    error: 'a batch has to hold one group at least',
  });

export type MetaCleanerOptions = z.infer<typeof MetaCleanerOptions>;
