import {
  inject,
  injectable,
  definePlugin,
  PluginOptions,
  uniform,
  type LossFunction,
  type LossInputs,
} from '@ballast/core';
import { logSoftmax, softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const LabelSmoothingOptions = z.strictObject({
  smoothing: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .meta({
      description: 'ε: the part of the target that all K classes share alike; 0 is cross entropy.',
      search: uniform(0, 0.5),
    }),
});

/** Cross entropy against (1 − ε) · onehot(ỹ) + ε / K (Szegedy et al. 2016, section 7). */
@injectable()
class LabelSmoothingLoss implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof LabelSmoothingOptions>) {}

  perSample({ logits, givenLabels }: LossInputs): Tensor1D /* [B] */ {
    const { smoothing } = this.options;
    const crossEntropy = softmaxCrossEntropy(logits, givenLabels);
    if (smoothing === 0) return crossEntropy;
    const againstUniform = tf.neg(tf.mean<Tensor1D>(logSoftmax(logits), 1)); // [B]
    return tf.add(tf.mul(1 - smoothing, crossEntropy), tf.mul(smoothing, againstUniform));
  }
}

export default definePlugin({
  kind: 'loss',
  id: 'label-smoothing',
  docs: {
    summary: 'Cross entropy against the given label and, in part, all classes alike.',
    paper: 'Szegedy, Vanhoucke, Ioffe, Shlens, Wojna 2016, Rethinking the Inception Architecture for Computer Vision',
  },
  options: LabelSmoothingOptions,
  use: LabelSmoothingLoss,
});
