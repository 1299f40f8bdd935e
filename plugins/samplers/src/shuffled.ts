import { definePlugin, injectable, type Sampler, type SamplingTask } from '@ballast/core';
import { z } from 'zod';

/** Every sample once an epoch, in a new random order. */
@injectable()
class ShuffledSampler implements Sampler {
  epochOrder({ givenLabels, random }: SamplingTask): Int32Array {
    return random.permutation(givenLabels.length);
  }
}

export const shuffled = definePlugin({
  kind: 'sampler',
  id: 'shuffled',
  docs: { summary: 'Every sample once an epoch, in a new random order.' },
  options: z.strictObject({}),
  use: ShuffledSampler,
});
