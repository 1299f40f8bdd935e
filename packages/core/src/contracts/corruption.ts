import type { Random } from '../random/random.ts';

/** `matrix[i][j]` = P(given label j | true label i); rows sum to 1. */
export type TransitionMatrix = readonly (readonly number[])[];

/** Class counts for an imbalance ratio (n_max / n_min). */
export interface ImbalanceProfile {
  /**
   * How many samples each class keeps, at most what it has and at least one.
   * @param classNames for messages
   * @throws UserError when a class would be left without samples.
   */
  classCounts(available: readonly number[], classNames?: readonly string[]): readonly number[];
}

/** The samples whose labels are to be corrupted, after imbalance. */
export interface NoiseTask {
  readonly classCount: number;
  readonly classNames: readonly string[];
  /** [N] */
  readonly trueLabels: Int32Array;
  /** [classCount] of the true labels. */
  readonly classCounts: readonly number[];
  /** [N] the place of each sample in the data set's training images. */
  readonly indices: Int32Array;
  /** [N] the file of each sample, where the data set has files. */
  readonly sources?: readonly string[] | undefined;
  readonly random: Random;
}

export interface CorruptedLabels {
  /** [N] */
  readonly givenLabels: Int32Array;
  /** What the labels were drawn from; undefined where noise depends on the instance. */
  readonly transitionMatrix: TransitionMatrix | undefined;
}

/** Given labels from true ones. */
export interface NoiseInjector {
  /** A digest of the user's files that determine the labels besides the options. @throws UserError */
  contents?(): string;
  /** Each sample is drawn independently, so the realised rate fluctuates about the nominal one. */
  corrupt(task: NoiseTask): CorruptedLabels;
}
