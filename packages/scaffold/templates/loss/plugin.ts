import { definePlugin, inject, injectable, PluginOptions, type LossFunction, type LossInputs } from '@ballast/core';
import { softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const Options = z.strictObject({
  strength: z.number().nonnegative().default(1).describe('How little large losses count; 0 is cross entropy.'),
});

/** ln(1 + s · ℓ) / s with ℓ = −ln p of the given label: replace it by your equation. */
@injectable()
class TemplateName implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  /** The loss of each sample, [B]: the caller takes the mean, weighted or not. */
  perSample({ logits, givenLabels }: LossInputs): Tensor1D {
    const { strength } = this.options;
    const losses = softmaxCrossEntropy(logits, givenLabels); // [B]
    if (strength === 0) return losses;
    return tf.div(tf.log1p(tf.mul(losses, strength)), strength);
  }
}

export default definePlugin({
  kind: 'loss',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: Options,
  use: TemplateName,
});
