import type { Random } from '../random/random.ts';

export interface SamplingTask {
  /** [N] */
  readonly givenLabels: Int32Array;
  readonly classCount: number;
  readonly epoch: number;
  /** The stream of this epoch's batch order. */
  readonly random: Random;
}

/** Which samples an epoch visits, and in which order. */
export interface Sampler {
  /** Positions in the train set; a permutation unless the sampler's page says why not. */
  epochOrder(task: SamplingTask): Int32Array;
}
