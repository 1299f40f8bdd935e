import { tf, withoutGradient } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';

export interface SimilarityLoss {
  /** ρ */
  readonly margin: number;
  /** ω */
  readonly negativeWeight: number;
}

/**
 * v · (1 − cos) + ω · (1 − v) · max(0, cos − ρ): right labels are to be similar to their class, wrong ones no more than
 * the margin (Lee et al. 2018, the matching constraint).
 * @param cosines [B] between a sample and the class of its label
 * @param areRight [B] v: 1 for a right label, 0 for a wrong one
 * @returns [B]
 */
export function similarityLoss(
  cosines: Tensor1D,
  areRight: Tensor1D,
  { margin, negativeWeight }: SimilarityLoss,
): Tensor1D {
  const apart = tf.mul(areRight, tf.sub(1, cosines));
  const tooNear = tf.mul(tf.sub(1, areRight), tf.relu(tf.sub(cosines, margin)));
  return tf.add(apart, tf.mul(negativeWeight, tooNear));
}

/** [B] v as the similarities have it, for labels that nobody verified: 1 from the margin on. A constant. */
export function believed(cosines: Tensor1D, margin: number): Tensor1D {
  return withoutGradient(cosines, (values) => tf.cast(tf.greaterEqual(values, margin), 'float32'));
}
