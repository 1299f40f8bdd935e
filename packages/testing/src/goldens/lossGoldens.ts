import type { LossFunction } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Rank, Tensor2D } from '@tensorflow/tfjs-core';
import { expectClose } from './closeness.ts';
import { goldenTensor } from './goldenTensor.ts';
import { readGolden, type GoldenTensor } from './readGolden.ts';

interface LossGoldens {
  readonly logits: GoldenTensor;
  readonly labels: readonly number[];
  readonly classCounts: readonly number[];
  readonly cases: Readonly<Record<string, { readonly perSample: GoldenTensor; readonly gradOfMean: GoldenTensor }>>;
}

export const hasLossGoldens = readGolden('losses') !== undefined;

/**
 * Compares a loss, in the last of 10 epochs, with a case of the golden file `losses`: value of each sample and
 * gradient of the mean.
 */
export function expectLossGolden(loss: LossFunction, name: string): void {
  const { logits, labels, classCounts, cases } = readGolden<LossGoldens>('losses') as LossGoldens;
  const golden = cases[name];
  if (golden === undefined) throw new Error(`The golden losses have no case "${name}".`);
  tf.tidy(() => {
    const givenLabels = tf.tensor1d([...labels], 'int32');
    const perSample = (at: Tensor2D) => loss.perSample({ logits: at, givenLabels, classCounts, epoch: 9, epochs: 10 });
    const at = goldenTensor<Rank.R2>(logits);
    expectClose(perSample(at), golden.perSample);
    expectClose(tf.grad((input) => perSample(input as Tensor2D).mean())(at), golden.gradOfMean);
  });
}
