import type { Random } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { PseudoLabelOptions } from '../options.ts';
import { oneHot } from './labelCorrector.ts';

/**
 * [B, K] constants, rows sum to 1: what the classifier makes of a sample. With Gumbel noise the class of the largest
 * sum is a draw from the softmax of the logits.
 */
export function pseudoLabels(
  { type, temperature }: PseudoLabelOptions,
  logits: Tensor2D,
  gumbel: Tensor2D | undefined,
): Tensor2D {
  return tf.tidy(() => {
    const noisy = gumbel === undefined || type === 'softmax' ? logits : tf.add<Tensor2D>(logits, gumbel);
    if (type === 'drawn') return oneHot(tf.argMax(noisy, 1), logits.shape[1]);
    return tf.softmax<Tensor2D>(tf.div(noisy, temperature));
  });
}

/** Standard Gumbel noise [rows, columns]: −ln(−ln u), with u in (0, 1). */
export function gumbelNoise(rows: number, columns: number, random: Random): Tensor2D {
  const smallest = 2 ** -54; // between 0 and the smallest other number of the stream
  const noise = Float32Array.from({ length: rows * columns }, () => -Math.log(-Math.log(random.uniform() + smallest)));
  return tf.tensor2d(noise, [rows, columns]);
}
