import {
  inject,
  injectable,
  definePlugin,
  effectiveNumberWeights,
  PluginOptions,
  uniform,
  type HeadKind,
  type LossFunction,
  type LossInputs,
} from '@ballast/core';
import { softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { classMargins } from './margins.ts';

const DeferredReweighting = z.strictObject({
  from: z
    .number()
    .nonnegative()
    .default(0.8)
    .meta({ description: 'First epoch with class weights: below 1 a fraction of the epochs, else an epoch.' }),
  beta: z.number().min(0).lt(1).default(0.9999).meta({ description: 'β of the effective number of samples.' }),
});

const LdamOptions = z.strictObject({
  maxMargin: z
    .number()
    .positive()
    .default(0.5)
    .meta({ description: 'Margin of the smallest class.', search: uniform(0.1, 1) }),
  scale: z.number().positive().default(30).meta({ description: 'Factor s of the cosine logits.' }),
  deferredReweighting: DeferredReweighting.nullable().default(null).meta({
    description: 'Class-balanced weights late in training (DRW); null is LDAM alone.',
  }),
});

/**
 * Cross entropy of s · (z − m_y · onehot(y)) with margins m_k ∝ n_k^(−1/4) on cosine logits
 * (Cao et al. 2019, eq. 13), optionally with deferred re-weighting (algorithm 1).
 */
@injectable()
class LdamLoss implements LossFunction {
  readonly head: HeadKind = 'cosine';

  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof LdamOptions>) {}

  perSample(inputs: LossInputs): Tensor1D /* [B] */ {
    const loss = this.marginLoss(inputs);
    const beta = this.reweightingBeta(inputs);
    if (beta === undefined) return loss;
    const weights = tf.tensor1d(effectiveNumberWeights(inputs.classCounts, beta)); // [K]
    return tf.mul(tf.gather(weights, inputs.givenLabels), loss);
  }

  private marginLoss({ logits, givenLabels, classCounts }: LossInputs): Tensor1D {
    const margins = tf.diag(tf.tensor1d(classMargins(classCounts, this.options.maxMargin))); // [K, K]
    const lowered = tf.sub(logits, tf.gather(margins, givenLabels)); // [B, K], only the given class is lowered
    return softmaxCrossEntropy(tf.mul(lowered, this.options.scale), givenLabels);
  }

  private reweightingBeta(inputs: LossInputs): number | undefined {
    const deferred = this.options.deferredReweighting;
    if (deferred === null) return undefined;
    const { epoch, epochs } = inputs; // looked at by a loss with a schedule alone
    const first = deferred.from < 1 ? Math.round(deferred.from * epochs) : deferred.from;
    return epoch >= first ? deferred.beta : undefined;
  }
}

export default definePlugin({
  kind: 'loss',
  id: 'ldam',
  docs: {
    summary: 'Larger margins for smaller classes on a cosine classifier, with deferred re-weighting (DRW) on request.',
    paper: 'Cao, Wei, Gaidon, Arechiga, Ma 2019, Label-Distribution-Aware Margin Loss',
  },
  options: LdamOptions,
  use: LdamLoss,
});
