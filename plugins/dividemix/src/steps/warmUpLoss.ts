import type { LossFunction } from '@ballast/core';
import { logSoftmax, softmaxCrossEntropy, tf } from '@ballast/tensor';

/** Cross entropy − c · H(p), against predictions that are sure where noise is asymmetric (Li et al. 2020, eq. 2). */
export function warmUpLoss(confidencePenalty: number): LossFunction {
  return {
    perSample: ({ logits, givenLabels }) => {
      const losses = softmaxCrossEntropy(logits, givenLabels); // [B]
      if (confidencePenalty === 0) return losses;
      const logProbabilities = logSoftmax(logits);
      const negativeEntropy = tf.sum(tf.mul(tf.exp(logProbabilities), logProbabilities), 1);
      return tf.add(losses, tf.mul(negativeEntropy, confidencePenalty));
    },
  };
}
