import type { Random } from '../random/random.ts';
import type { LossCurves } from './weight-net.ts';

/** What a meta set is drawn from before an epoch. */
export interface MetaSetTask {
  /** [N] of the train set. */
  readonly givenLabels: Int32Array;
  readonly classCount: number;
  /** [N] of the classifier as it is, or what `summariseLossCurves` made of the probing. */
  readonly losses: Float32Array;
  /** The stream of this epoch's draw. */
  readonly random: Random;
}

/** Where the samples come from that learned parameters are judged by: the trusted set, or the noisy train set itself. */
export interface MetaSetSource {
  /**
   * Places in the train set, each at most once; the epoch does not train on them. Without it, the meta set is the
   * suite's trusted one.
   * @throws UserError when a class has too few samples.
   */
  draw?(task: MetaSetTask): Int32Array;
  /** Declaring it asks for a probing phase: one loss a sample [N] out of its loss curve, for every draw. */
  summariseLossCurves?(curves: LossCurves): Float32Array;
}
