import { uniform } from '@ballast/core';
import { z } from 'zod';

export const trust = z
  .number()
  .min(0)
  .max(1)
  .meta({
    description: 'β: the part of the target that the given label has; 1 is cross entropy.',
    search: uniform(0.2, 1),
  });

export const paper =
  'Reed, Lee, Anguelov, Szegedy, Erhan, Rabinovich 2015, Training Deep Neural Networks on Noisy Labels with Bootstrapping';
