import { logSoftmax, softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Rank, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * [B + T]: cross entropy of the first B rows against their corrected labels [B, K], and of trusted ones behind them
 * against the labels that they have.
 * @param logits [B + T, K]
 * @param givenLabels [B + T] int32
 */
export function correctedLoss(logits: Tensor2D, labels: Tensor2D, givenLabels: Tensor1D): Tensor1D {
  return tf.tidy(() => {
    const [total, noisy] = [givenLabels.size, labels.shape[0]];
    if (noisy === total) return softCrossEntropy(logits, labels);
    const trustedLogits = tf.slice<Rank.R2, Tensor2D>(logits, [noisy, 0], [-1, -1]);
    return tf.concat([
      softCrossEntropy(tf.slice<Rank.R2, Tensor2D>(logits, [0, 0], [noisy, -1]), labels),
      softmaxCrossEntropy(trustedLogits, tf.slice(givenLabels, noisy, total - noisy)),
    ]);
  });
}

/** [B] −Σ_k y_k ln softmax(z)_k */
function softCrossEntropy(logits: Tensor2D, labels: Tensor2D): Tensor1D {
  return tf.neg(tf.sum<Tensor1D>(tf.mul(labels, logSoftmax(logits)), 1));
}
