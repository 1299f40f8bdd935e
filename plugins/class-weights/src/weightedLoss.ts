import type { HeadKind, LossFunction, LossInputs } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';

/** Another loss, each sample weighted by its given class. */
export abstract class ClassWeightedLoss implements LossFunction {
  readonly head?: HeadKind;

  constructor(private readonly base: LossFunction) {
    if (base.head !== undefined) this.head = base.head;
  }

  /** [K] from the counts [K] of the given labels. */
  protected abstract classWeights(classCounts: readonly number[]): readonly number[];

  perSample(inputs: LossInputs): Tensor1D /* [B] */ {
    const weights = tf.tensor1d([...this.classWeights(inputs.classCounts)]); // [K]
    return tf.mul(tf.gather(weights, inputs.givenLabels), this.base.perSample(inputs));
  }
}
