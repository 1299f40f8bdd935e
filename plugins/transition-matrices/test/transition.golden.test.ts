import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { expectClose, goldenTensor, readGolden, type GoldenTensor } from '@ballast/testing';
import type { Rank, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { goldAndSilverLoss } from '../src/goldAndSilverLoop.ts';
import { givenLogProbabilities } from '../src/transitionStage.ts';

interface LossGolden {
  readonly perSample: GoldenTensor;
  readonly gradOfMean: GoldenTensor;
}

interface TransitionGolden {
  readonly logits: GoldenTensor;
  readonly labels: readonly number[];
  readonly transition: GoldenTensor;
  readonly forward: LossGolden;
  readonly glc: LossGolden & { readonly trusted: readonly boolean[] };
}

const golden = readGolden<TransitionGolden>('transition-losses');

beforeAll(async () => {
  await initializeBackend();
});

describe.skipIf(golden === undefined)('golden losses through a transition matrix', () => {
  it('forward correction', () => {
    expectGolden(({ forward }) => forward, (logits, labels, { transition }) =>
      softmaxCrossEntropy(givenLogProbabilities(logits, goldenTensor<Rank.R2>(transition)), labels),
    ); // prettier-ignore
  });

  it('GLC, trusted and other samples in one batch', () => {
    expectGolden(({ glc }) => glc, (logits, givenLabels, { transition, glc }) =>
      goldAndSilverLoss(tf.tensor1d(glc.trusted.map(Number)), goldenTensor<Rank.R2>(transition)).perSample({
        logits,
        givenLabels,
        classCounts: [],
        epoch: 0,
        epochs: 1,
      }),
    ); // prettier-ignore
  });
});

function expectGolden(
  choose: (file: TransitionGolden) => LossGolden,
  perSample: (logits: Tensor2D, labels: Tensor1D, file: TransitionGolden) => Tensor1D,
): void {
  const file = golden as TransitionGolden;
  tf.tidy(() => {
    const labels = tf.tensor1d([...file.labels], 'int32');
    const logits = goldenTensor<Rank.R2>(file.logits);
    expectClose(perSample(logits, labels, file), choose(file).perSample);
    const gradient = tf.grad((at) => perSample(at as Tensor2D, labels, file).mean())(logits);
    expectClose(gradient, choose(file).gradOfMean);
  });
}
