import type { LossInputs, MetaOptimizer, Network, WeightNet } from '@ballast/core';
import type { ClassifierState, Optimizer } from '@ballast/training';
import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LearnedState } from '../learned/learnedParts.ts';
import type { DynamicLossOptions } from '../options.ts';

/** A classifier in training with the parts that learn beside it. */
export type DynamicLossState = ClassifierState & LearnedState;

/** How far a step goes, in tensors: a compiled step serves them all. */
export type Rates = {
  readonly learningRate: Scalar;
  /** αc of the classifier's optimizer at that rate. */
  readonly gradientFactor: Scalar;
};

/** What the steps of an epoch have in common. */
export interface DynamicLossSetup extends Rates {
  readonly options: Pick<
    DynamicLossOptions,
    'corrector' | 'margin' | 'pseudoLabels' | 'learnedLearningRate' | 'warmPredictions'
  >;
  readonly network: Network;
  readonly weightNet: WeightNet | undefined;
  readonly metaOptimizer: MetaOptimizer;
  readonly optimizer: Optimizer;
  readonly learnedOptimizer: Optimizer;
  readonly lossContext: Omit<LossInputs, 'logits' | 'givenLabels'>;
}

/** A batch in both views, with what its labels are corrected by. */
export type TwoViews = {
  /** [B, height, width, channels] of the actual step. */
  readonly strong: Tensor4D;
  /** [B, height, width, channels] of the virtual step and of predictions. */
  readonly weak: Tensor4D;
  /** [B] int32 */
  readonly givenLabels: Tensor1D;
  /** [B] int32 at the start of the epoch. */
  readonly ranks: Tensor1D;
};

/** What steps tell the log. */
export type StepOutcome = {
  readonly state: DynamicLossState;
  /** [B, K] of the actual step, without margins. */
  readonly logits: Tensor2D;
  /** [B] */
  readonly losses: Tensor1D;
};
