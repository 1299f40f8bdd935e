import type { GoldenGroups } from './goldenTensor.ts';
import { readGolden, type GoldenTensor } from './readGolden.ts';

/** One virtual and meta step of the golden file `meta-step`, exact by second-order differentiation in float64. */
export interface MetaStepCase {
  /** How many of stem, stage 1, stage 2 take no part, with running statistics. */
  readonly skippedStages: number;
  readonly innerOptimizer: {
    readonly learningRate: number;
    readonly momentum: number;
    readonly nesterov: boolean;
    readonly weightDecay: number;
  };
  /** [9] */
  readonly perSampleLoss: GoldenTensor;
  /** [9] of the weight net for these losses. */
  readonly weights: GoldenTensor;
  readonly metaLoss: GoldenTensor;
  /** [9] ∂L_meta/∂w */
  readonly metaGradWeights: GoldenTensor;
  readonly metaGradWeightNet: GoldenGroups;
  /** The kernel of the head after the virtual step. */
  readonly virtualHeadKernel: GoldenTensor;
}

/** The network is `tinyResNet({ channels: 3, widths: [8, 16, 32], classCount: 5 })`. */
export interface MetaStepGolden {
  readonly params: GoldenGroups;
  readonly runningStats: GoldenGroups;
  readonly momentum: GoldenGroups;
  /** 1 → 16 ReLU → 1 sigmoid: `l1` and `l2`. */
  readonly weightNet: GoldenGroups;
  readonly images: GoldenTensor;
  readonly labels: readonly number[];
  readonly metaImages: GoldenTensor;
  readonly metaLabels: readonly number[];
  readonly cases: readonly MetaStepCase[];
}

export const metaStepGolden = readGolden<MetaStepGolden>('meta-step');
