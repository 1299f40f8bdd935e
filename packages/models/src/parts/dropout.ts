import type { NamedTensors, Random } from '@ballast/core';
import { dropoutState } from '@ballast/tensor';
import { z } from 'zod';

/** The name of its buffers in a stage that has one. */
export const dropoutName = 'dropout';

/** The option of models that drop features in training. */
export const dropoutOption = z
  .number()
  .min(0)
  .lt(1)
  .describe('The share of features that are left out of each training step, drawn anew each time; 0 for none.');

/** The buffers of a stage; none without dropout. */
export function dropoutBuffers(random: Random, size: number, rate: number): NamedTensors {
  return rate === 0 ? {} : dropoutState(random.split(dropoutName), dropoutName, size);
}
