import { tf } from '@ballast/tensor';
import { combineShares, type Mixing } from '@ballast/training';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Correction } from '../learned/correctedLoss.ts';

/** Cross entropy is linear in the label, so a mixed label's loss is the mix of the losses against both labels: [B]. */
export function mixLosses(
  mixing: Mixing | undefined,
  givenLabels: Tensor1D,
  correction: Correction,
  loss: (givenLabels: Tensor1D, correction: Correction) => Tensor1D,
): Tensor1D {
  const own = loss(givenLabels, correction);
  if (mixing === undefined) return own;
  const { partners } = mixing;
  const ofPartner = <T extends Tensor>(values: T): T => tf.gather<T>(values, partners);
  const { trust, pseudoLabels, margins } = correction;
  const other = loss(ofPartner(givenLabels), {
    trust: trust && ofPartner(trust),
    pseudoLabels: pseudoLabels && ofPartner(pseudoLabels),
    margins,
  });
  return combineShares(own, other, mixing.share);
}
