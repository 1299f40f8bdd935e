import { definePlugin, inject, injectable, PluginOptions, type LossFunction, type LossInputs } from '@ballast/core';
import { softmaxCrossEntropy, tf } from '@ballast/tensor';
import { z } from 'zod';

const Options = z.strictObject({
  power: z.number().nonnegative().default(1).describe('How much sure samples count; 0 is cross entropy.'),
});

/** p^power · ℓ with ℓ = −ln p of the given label: replace it by your equation. */
@injectable()
class TemplateName implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  /** The loss of each sample, [B]: the caller takes the mean, weighted or not. */
  perSample({ logits, givenLabels }: LossInputs) {
    const losses = softmaxCrossEntropy(logits, givenLabels); // [B]
    if (this.options.power === 0) return losses;
    const probabilities = tf.exp(tf.neg(losses)); // [B]
    return tf.mul(tf.pow(probabilities, this.options.power), losses);
  }
}

export default definePlugin({
  kind: 'loss',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: Options,
  use: TemplateName,
});
