import type { LossFunction } from '@ballast/core';
import { combineShares, lossInputs } from '@ballast/training';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';

/** After the turning point. */
export interface Pace {
  /** α: how far given labels are trusted. */
  readonly trust: Scalar;
  /** [B] int32 ŷ: the classes that are predicted, constants. */
  readonly predicted: Tensor1D;
}

/**
 * α · ℓ(z, ỹ) + (1 − α) · ℓ(z, ŷ): [B]. For a loss that is linear in the label, as cross entropy is, this is the loss
 * against the label α · ỹ + (1 − α) · ŷ.
 */
export function pacedLoss(loss: LossFunction, pace: Pace | undefined): LossFunction {
  if (pace === undefined) return loss;
  return {
    perSample: (inputs) => {
      const againstPredicted = loss.perSample(lossInputs(inputs, inputs.logits, pace.predicted));
      return combineShares(loss.perSample(inputs), againstPredicted, pace.trust);
    },
  };
}
