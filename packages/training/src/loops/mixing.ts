import { betaVariate, type Random } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';

/** Each sample of a batch with a partner (Zhang, Cisse, Dauphin, Lopez-Paz 2018, mixup). */
export type Mixing = {
  /** [B] int32: the partner's place in the batch. */
  readonly partners: Tensor1D;
  /** λ: the sample's own share. */
  readonly share: Scalar;
};

export interface MixingDraw {
  readonly batchSize: number;
  /** λ ~ Beta(α, α) */
  readonly alpha: number;
  /** Whether λ is taken as drawn, or max(λ, 1 − λ), so that a sample stays nearer to itself than to its partner. */
  readonly share: 'drawn' | 'larger';
}

/** One λ for the batch, and a permutation of it. */
export function drawMixing({ batchSize, alpha, share }: MixingDraw, random: Random): Mixing {
  const drawn = betaVariate(alpha, random);
  return {
    partners: tf.tensor1d(random.permutation(batchSize), 'int32'),
    share: tf.scalar(share === 'larger' ? Math.max(drawn, 1 - drawn) : drawn),
  };
}

/** λ·x + (1 − λ)·(the partner's x), of the first axis [B, …]; x itself without a mixing. */
export function mixInputs<T extends Tensor>(inputs: T, mixing: Mixing | undefined): T {
  if (mixing === undefined) return inputs;
  return combineShares(inputs, tf.gather<T>(inputs, mixing.partners), mixing.share);
}

/** λ·own + (1 − λ)·other */
export function combineShares<T extends Tensor>(own: T, other: T, share: Scalar): T {
  return tf.add(tf.mul(own, share), tf.mul(other, tf.sub(1, share)));
}
