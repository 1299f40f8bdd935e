import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Random } from '../random/random.ts';
import type { NamedTensors } from './model.ts';

/**
 * One loss a sample and epoch, as the probing phase wrote them down; NaN where a sample was not visited. They may be
 * too many for memory: `blocksOf` goes through all of them.
 */
export interface LossCurves {
  readonly sampleCount: number;
  readonly length: number;
  /**
   * [count, length] row-major, of the samples from `first` on; not to be written to.
   * @throws RangeError when there are no such samples.
   */
  block(first: number, count: number): Float32Array;
}

/** What a weight may depend on; all of it is cut off from the classifier's parameters. */
export interface WeightFeatures {
  /** [B] loss of each sample in this step. */
  readonly losses: Tensor1D;
  /** [B] int32 */
  readonly givenLabels: Tensor1D;
  /** [B, length] of the prepared loss curves, where the weight net asked for them. */
  readonly lossCurves?: Tensor2D | undefined;
}

export interface WeightNetTask {
  readonly classCount: number;
  /** Length of the prepared loss curves, 0 without. */
  readonly curveLength: number;
}

/** A sample's weight from its loss, its loss curve, its class. */
export interface WeightNet {
  /** Lower and upper bound of every weight. */
  readonly bounds: readonly [number, number];
  /**
   * Declaring it asks for a probing phase; its result is constant while weights are learned. Curves that depend on
   * others through means alone are best computed when a block is asked for: nothing of size [N, length] is held then.
   */
  prepareLossCurves?(curves: LossCurves, givenLabels: Int32Array, classCount: number): LossCurves;
  initialize(task: WeightNetTask, random: Random): NamedTensors;
  /** [B]; a differentiable function of the parameters. */
  weights(parameters: NamedTensors, features: WeightFeatures): Tensor1D;
}
