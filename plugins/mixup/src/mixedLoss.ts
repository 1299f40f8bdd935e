import type { LossFunction } from '@ballast/core';
import { tf } from '@ballast/tensor';
import { combineShares, lossInputs, type Mixing } from '@ballast/training';

/**
 * λ · ℓ(z, ỹ) + (1 − λ) · ℓ(z, ỹ of the partner): [B]. For a loss that is linear in the label, as cross entropy is,
 * this is the loss against the mixed label.
 */
export function mixedLoss(loss: LossFunction, mixing: Mixing | undefined): LossFunction {
  if (mixing === undefined) return loss;
  return {
    perSample: (inputs) => {
      const partnerLabels = tf.gather(inputs.givenLabels, mixing.partners);
      const againstPartner = loss.perSample(lossInputs(inputs, inputs.logits, partnerLabels));
      return combineShares(loss.perSample(inputs), againstPartner, mixing.share);
    },
  };
}
