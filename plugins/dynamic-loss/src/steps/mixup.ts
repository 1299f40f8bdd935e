import type { Random } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Correction } from '../learned/correctedLoss.ts';

/** Each sample with a partner (Zhang et al. 2018, mixup). */
export type Mixing = {
  /** [B] int32: the partner's place in the batch. */
  readonly partners: Tensor1D;
  /** λ in [½, 1]: the sample's own share. */
  readonly share: Scalar;
};

export function drawMixing(batchSize: number, alpha: number, random: Random): Mixing {
  const share = betaVariate(alpha, random);
  return {
    partners: tf.tensor1d(random.permutation(batchSize), 'int32'),
    share: tf.scalar(Math.max(share, 1 - share)),
  };
}

/** λ·x + (1 − λ)·(the partner's x) */
export function mixInputs<T extends Tensor>(inputs: T, mixing: Mixing | undefined): T {
  if (mixing === undefined) return inputs;
  return combine(inputs, tf.gather<T>(inputs, mixing.partners), mixing.share);
}

/** Cross entropy is linear in the label, so a mixed label's loss is the mix of the losses against both labels: [B]. */
export function mixLosses(
  mixing: Mixing | undefined,
  givenLabels: Tensor1D,
  correction: Correction,
  loss: (givenLabels: Tensor1D, correction: Correction) => Tensor1D,
): Tensor1D {
  const own = loss(givenLabels, correction);
  if (mixing === undefined) return own;
  const ofPartner = <T extends Tensor>(values: T): T => tf.gather<T>(values, mixing.partners);
  const { trust, pseudoLabels, margins } = correction;
  const other = loss(ofPartner(givenLabels), {
    trust: trust && ofPartner(trust),
    pseudoLabels: pseudoLabels && ofPartner(pseudoLabels),
    margins,
  });
  return combine(own, other, mixing.share);
}

function combine<T extends Tensor>(own: T, other: T, share: Scalar): T {
  return tf.add(tf.mul(own, share), tf.mul(other, tf.sub(1, share)));
}

/** Beta(α, α) by Jöhnk's method: the share of u^(1/α) in u^(1/α) + v^(1/α), where that sum is at most 1. */
function betaVariate(alpha: number, random: Random): number {
  for (;;) {
    const [first, second] = [random.uniform() ** (1 / alpha), random.uniform() ** (1 / alpha)];
    const sum = first + second;
    if (sum > 0 && sum <= 1) return first / sum;
  }
}
