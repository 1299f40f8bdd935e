import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, lossContract, neutralLossContract } from '@ballast/testing';
import { beforeAll, describe, it } from 'vitest';
import labelSmoothing from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe('label smoothing', () => {
  it.each([0.3, 1])('is cross entropy against (1 − ε) · onehot + ε / K for ε = %f', (smoothing) => {
    tf.tidy(() => {
      const logits = tf.tensor2d([[1, -0.5, 2]]);
      const ofClass = (label: number): number =>
        softmaxCrossEntropy(logits, tf.tensor1d([label], 'int32')).dataSync()[0] as number;
      const smoothed = buildPlugin(labelSmoothing, { smoothing }).perSample({
        logits,
        givenLabels: tf.tensor1d([2], 'int32'),
        classCounts: [1, 1, 1],
        epoch: 0,
        epochs: 1,
      });
      const mean = (ofClass(0) + ofClass(1) + ofClass(2)) / 3;
      expectClose(smoothed, [(1 - smoothing) * ofClass(2) + smoothing * mean], 1e-6);
    });
  });
});

lossContract(labelSmoothing, {});
neutralLossContract(labelSmoothing, { smoothing: 0 });
