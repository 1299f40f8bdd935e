import {
  definePlugin,
  inject,
  injectable,
  logPriors,
  PluginOptions,
  uniform,
  type LossFunction,
  type LossInputs,
} from '@ballast/core';
import { softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** Cross entropy of z + ln n: a softmax that knows how often each class was seen (Ren et al. 2020, eq. 3). */
@injectable()
class BalancedSoftmaxLoss implements LossFunction {
  perSample(inputs: LossInputs): Tensor1D /* [B] */ {
    return adjustedCrossEntropy(inputs, 1);
  }
}

const LogitAdjustmentOptions = z.strictObject({
  tau: z
    .number()
    .nonnegative()
    .default(1)
    .meta({
      description: 'τ: how strongly the class priors count; 0 is cross entropy, 1 balanced softmax.',
      search: uniform(0.25, 2),
    }),
});

/** Cross entropy of z + τ · ln π with the priors π = n / N (Menon et al. 2021, eq. 10). */
@injectable()
class LogitAdjustmentLoss implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof LogitAdjustmentOptions>) {}

  perSample(inputs: LossInputs): Tensor1D /* [B] */ {
    return adjustedCrossEntropy(inputs, this.options.tau);
  }
}

function adjustedCrossEntropy({ logits, givenLabels, classCounts }: LossInputs, tau: number): Tensor1D {
  if (tau === 0) return softmaxCrossEntropy(logits, givenLabels);
  const offsets = tf.tensor1d(logPriors(classCounts).map((logPrior) => tau * logPrior)); // [K]
  return softmaxCrossEntropy(tf.add(logits, offsets), givenLabels);
}

export const balancedSoftmax = definePlugin({
  kind: 'loss',
  id: 'balanced-softmax',
  docs: {
    summary: 'Cross entropy of a softmax in which frequent classes start ahead.',
    paper: 'Ren, Yu, Sheng, Ma, Zhao, Yi, Li 2020, Balanced Meta-Softmax for Long-Tailed Visual Recognition',
  },
  options: z.strictObject({}),
  use: BalancedSoftmaxLoss,
});

export const logitAdjustment = definePlugin({
  kind: 'loss',
  id: 'logit-adjustment',
  docs: {
    summary: 'Cross entropy of logits to which the log priors of the classes are added while training.',
    paper: 'Menon, Jayasumana, Rawat, Jain, Veit, Kumar 2021, Long-Tail Learning via Logit Adjustment',
  },
  options: LogitAdjustmentOptions,
  use: LogitAdjustmentLoss,
});

export default [balancedSoftmax, logitAdjustment];
