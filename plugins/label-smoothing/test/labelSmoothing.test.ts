import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, lossContract, neutralLossContract } from '@ballast/testing';
import { beforeAll, describe, it } from 'vitest';
import labelSmoothing from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe('label smoothing', () => {
  it('is the mean of the cross entropies of all classes when all of the target is shared', () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([[1, -0.5, 0.25]]);
      const ofClass = (label: number): number =>
        softmaxCrossEntropy(logits, tf.tensor1d([label], 'int32')).dataSync()[0] as number;
      const shared = buildPlugin(labelSmoothing, { smoothing: 1 }).perSample({
        logits,
        givenLabels: tf.tensor1d([2], 'int32'),
        classCounts: [1, 1, 1],
        epoch: 0,
        epochs: 1,
      });
      expectClose(shared, [(ofClass(0) + ofClass(1) + ofClass(2)) / 3], 1e-6);
    });
  });
});

lossContract(labelSmoothing, {});
neutralLossContract(labelSmoothing, { smoothing: 0 });
