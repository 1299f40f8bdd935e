import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';

export type WeightRule = 'ones' | 'self-paced' | 'linear';

/** What decides how much a sample counts: its loss, a threshold that moves as training goes on, and the epoch. */
export interface Curriculum {
  ruleAt(epoch: number): WeightRule;
  /** λ2 of the rule `linear`. */
  readonly linearWidth: number;
  /**
   * The threshold of an epoch with a rule, where it moves from epoch to epoch.
   * @param before that of the last epoch, 0 in the first one
   * @param losses [N] of all samples, as the classifier is now
   */
  thresholdAt?(epoch: number, before: number, losses: () => Promise<Float32Array>): Promise<number>;
  /** The threshold from the one before and the losses [B] of the batch, where it moves from step to step. */
  nextThreshold?(before: Scalar, losses: Tensor1D): Scalar;
  /** The share of each batch, drawn at random, that counts for nothing. */
  dropoutAt?(epoch: number): number;
}
