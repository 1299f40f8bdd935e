import { softmax, tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** What the draw of latent labels depends on besides the logits. */
export interface LatentLabelDraw {
  /** [B] int32 */
  readonly givenLabels: Tensor1D;
  /** φ [K, K], φ_kj = P(ỹ = j | z = k) */
  readonly transition: Tensor2D;
  /** [B] uniform in [0, 1) */
  readonly uniforms: Tensor1D;
}

/**
 * One-hot latent labels [B, K], z_n ~ Cat(∝ p_k(x_n) · φ[k, ỹ_n]): the first class at which the cumulated
 * probability passes the uniform number.
 */
export function drawLatentLabels(logits: Tensor2D, { givenLabels, transition, uniforms }: LatentLabelDraw): Tensor2D {
  const likelihood = tf.gather(tf.transpose(transition), givenLabels); // [B, K]
  const cumulated = tf.cumsum(tf.mul(softmax(logits), likelihood), 1); // [B, K]
  const threshold = tf.mul(tf.max(cumulated, 1, true), tf.expandDims(uniforms, 1)); // [B, 1]
  const passed = tf.cast(tf.greater(cumulated, threshold), 'float32'); // 0 … 0 1 … 1
  const before = tf.pad(tf.slice(passed, [0, 0], [-1, logits.shape[1] - 1]), [
    [0, 0],
    [1, 0],
  ]);
  return tf.sub(passed, before);
}
