import type { NamedTensors } from '@ballast/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Correction } from '../learned/correctedLoss.ts';
import { corrections } from '../learned/labelCorrector.ts';
import { unpackParts } from '../learned/learnedParts.ts';
import { margins } from '../learned/marginGenerator.ts';
import { pseudoLabels } from '../learned/pseudoLabels.ts';
import type { DynamicLossSetup } from './setup.ts';

export interface CorrectionInputs {
  /** [B] int32 */
  readonly givenLabels: Tensor1D;
  /** [B] int32 */
  readonly ranks: Tensor1D;
  /** [B, K] of the weak view, a constant; only where labels are corrected. */
  readonly weakLogits: Tensor2D | undefined;
  /** [B, K] */
  readonly gumbel: Tensor2D | undefined;
}

/** Corrected labels and margins, differentiable in the learned parts alone. */
export function correct(
  { options }: Pick<DynamicLossSetup, 'options'>,
  learned: NamedTensors,
  { givenLabels, ranks, weakLogits, gumbel }: CorrectionInputs,
): Correction {
  const { corrector, margin } = unpackParts(learned);
  return {
    trust: weakLogits && corrections(corrector, ranks, givenLabels),
    pseudoLabels: weakLogits && pseudoLabels(options.pseudoLabels, weakLogits, gumbel),
    margins: options.margin === null ? undefined : margins(margin),
  };
}
