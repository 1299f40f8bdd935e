import { definePlugin, injectable, type Sampler, type SamplingTask } from '@ballast/core';
import { z } from 'zod';

const Options = z.strictObject({});

/** Every sample once an epoch, in a new order: replace it by your order. */
@injectable()
class TemplateName implements Sampler {
  /** Positions in the train set. All randomness comes from the stream that is handed in. */
  epochOrder({ givenLabels, random }: SamplingTask): Int32Array {
    return random.permutation(givenLabels.length);
  }
}

export default definePlugin({
  kind: 'sampler',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: Options,
  use: TemplateName,
});
