import {
  inject,
  injectable,
  definePlugin,
  PluginOptions,
  uniform,
  type LossFunction,
  type LossInputs,
} from '@ballast/core';
import { softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const GeneralizedCrossEntropyOptions = z.strictObject({
  q: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .meta({
      description: '0 is cross entropy, 1 the mean absolute error (up to a factor 2), in between a compromise.',
      search: uniform(0.1, 1),
    }),
});

/** (1 − p_ỹ^q) / q: bounded, so that a wrong label pulls only so hard (Zhang and Sabuncu 2018, eq. 6). */
@injectable()
class GeneralizedCrossEntropyLoss implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof GeneralizedCrossEntropyOptions>) {}

  perSample({ logits, givenLabels }: LossInputs): Tensor1D /* [B] */ {
    const { q } = this.options;
    const crossEntropy = softmaxCrossEntropy(logits, givenLabels);
    // p^q = exp(−qℓ); expm1 stays exact also where p is almost 1, and is the limit ℓ for q → 0.
    return q === 0 ? crossEntropy : tf.div(tf.neg(tf.expm1(tf.mul(-q, crossEntropy))), q);
  }
}

export default definePlugin({
  kind: 'loss',
  id: 'generalized-cross-entropy',
  docs: {
    summary: 'A bounded loss between cross entropy and the mean absolute error.',
    paper: 'Zhang, Sabuncu 2018, Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy Labels',
  },
  options: GeneralizedCrossEntropyOptions,
  use: GeneralizedCrossEntropyLoss,
});
