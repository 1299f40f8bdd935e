import type { NamedTensors, Random } from '@ballast/core';
import { dropoutState } from '@ballast/tensor';
import { z } from 'zod';

/** The last part of the names of its buffers. */
export const dropoutName = 'dropout';

/** The option of models that drop features in training: the share that is left out, drawn anew each time. */
export const dropoutOption = z.number().min(0).lt(1);

/** The buffers `name.0` … of as many units; none without dropout. */
export function dropoutBuffers(random: Random, name: string, size: number, rate: number): NamedTensors {
  return rate === 0 ? {} : dropoutState(random.split(name), name, size);
}
