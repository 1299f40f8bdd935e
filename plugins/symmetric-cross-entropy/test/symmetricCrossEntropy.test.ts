import { initializeBackend, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, lossContract, neutralLossContract } from '@ballast/testing';
import { beforeAll, describe, it } from 'vitest';
import symmetricCrossEntropy from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe('symmetric cross entropy', () => {
  it('adds −Σ p ln onehot with A in place of ln 0', () => {
    tf.tidy(() => {
      const p = [0.2, 0.5, 0.3];
      const reverse = -(0.5 * -4 + 0.3 * -4);
      const loss = buildPlugin(symmetricCrossEntropy, { alpha: 0.1, beta: 1, logOfZero: -4 });
      const values = loss.perSample({
        logits: tf.log(tf.tensor2d([p])),
        givenLabels: tf.tensor1d([0], 'int32'),
        classCounts: [1, 1, 1],
        epoch: 0,
        epochs: 1,
      });
      expectClose(values, [-0.1 * Math.log(0.2) + reverse], 1e-6);
    });
  });
});

lossContract(symmetricCrossEntropy, {});
neutralLossContract(symmetricCrossEntropy, { alpha: 1, beta: 0 });
