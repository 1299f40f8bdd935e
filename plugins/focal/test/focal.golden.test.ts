import { createRandom } from '@ballast/core';
import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { buildPlugin, expectLossGolden, hasLossGoldens, lossContract, normalTensor } from '@ballast/testing';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import focal from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe.skipIf(!hasLossGoldens)('golden focal loss', () => {
  it.each([
    [0.5, 'focal-gamma-0.5'],
    [1, 'focal-gamma-1.0'],
    [2, 'focal-gamma-2.0'],
  ])('has the published value and gradient for γ = %f', (gamma, name) => {
    expectLossGolden(buildPlugin(focal, { gamma }), name);
  });
});

describe('focal loss', () => {
  it('is cross entropy bit for bit for γ = 0', () => {
    tf.tidy(() => {
      const logits = normalTensor<Tensor2D>([64, 10], createRandom(1));
      const givenLabels = tf.tensor1d(Array.from({ length: 64 }, (_, index) => index % 10), 'int32'); // prettier-ignore
      const loss = buildPlugin(focal, { gamma: 0 });
      const focused = loss.perSample({ logits, givenLabels, classCounts: [], epoch: 0, epochs: 1 });
      expect(focused.dataSync()).toEqual(softmaxCrossEntropy(logits, givenLabels).dataSync());
    });
  });

  it('refuses a negative γ', () => {
    expect(() => buildPlugin(focal, { gamma: -1 })).toThrow(/gamma/);
  });
});

lossContract(focal, { gamma: 0 });
lossContract(focal, { gamma: 0.5 });
lossContract(focal, { gamma: 2 });
