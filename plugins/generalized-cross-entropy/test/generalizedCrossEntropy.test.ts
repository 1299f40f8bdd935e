import { initializeBackend, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, lossContract, neutralLossContract } from '@ballast/testing';
import { beforeAll, describe, it } from 'vitest';
import generalizedCrossEntropy from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe('generalized cross entropy', () => {
  it.each([
    [0.7, (1 - 0.2 ** 0.7) / 0.7],
    [1, 0.8],
  ])('of probability 0.2 and q = %f is (1 − p^q) / q', (q, expected) => {
    tf.tidy(() => {
      const logits = tf.log(tf.tensor2d([[0.2, 0.5, 0.3]]));
      const givenLabels = tf.tensor1d([0], 'int32');
      const loss = buildPlugin(generalizedCrossEntropy, { q });
      expectClose(
        loss.perSample({ logits, givenLabels, classCounts: [1, 1, 1], epoch: 0, epochs: 1 }),
        [expected],
        1e-6,
      );
    });
  });
});

lossContract(generalizedCrossEntropy, {});
lossContract(generalizedCrossEntropy, { q: 1 });
neutralLossContract(generalizedCrossEntropy, { q: 0 });
