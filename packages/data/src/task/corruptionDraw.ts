import type { TransitionMatrix } from '@ballast/core';

/**
 * What was drawn for a cell. Together with the data set it determines the learning task.
 * Indices are places in the data set's training images, ascending.
 */
export interface CorruptionDraw {
  /** Clean and trusted; none of them is in `indices`. */
  readonly metaIndices: Int32Array;
  /** [N] the samples whose labels were corrupted, those of the validation split among them. */
  readonly indices: Int32Array;
  /** [N] */
  readonly givenLabels: Int32Array;
  /** [N]; −1 where nobody knows the truth. */
  readonly trueLabels: Int32Array;
  /** Those of `indices` that went to the validation split. */
  readonly validationIndices: Int32Array;
  /** Undefined where the noise depends on the instance. */
  readonly transitionMatrix: TransitionMatrix | undefined;
  /** [K] of `trueLabels` */
  readonly trueClassCounts: readonly number[];
  /** [K] of `givenLabels` */
  readonly givenClassCounts: readonly number[];
  /** Of the samples whose truth is known, the share whose given label is another; undefined where it is known of none. */
  readonly realisedRate: number | undefined;
}
