import { createRandom } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import focal from '@ballast/plugin-focal';
import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, lossContract, normalTensor } from '@ballast/testing';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { inverseFrequency } from '../src/index.ts';
import { inverseFrequencyWeights } from '../src/inverseFrequency.ts';

const bases = [crossEntropy, focal];

beforeAll(async () => {
  await initializeBackend();
});

describe('weights by inverse frequency', () => {
  it.each([
    [1, [0.2, 0.8]],
    [0.5, [1 / 3, 2 / 3]],
  ])('share K among classes of 400 and 100 samples by n^−%d', (power, shares) => {
    expectClose(inverseFrequencyWeights([400, 100], power), shares.map((share) => share * 2), 1e-12); // prettier-ignore
  });

  it('give every class the same part of the loss when the power is 1', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(counts, (classCounts) => {
        const weights = inverseFrequencyWeights(classCounts, 1);
        const parts = classCounts.map((count, label) => count * (weights[label] as number));
        for (const part of parts) expect(part / (parts[0] as number)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('leave the loss as it is, bit for bit, when the power is 0', () => {
    tf.tidy(() => {
      const logits = normalTensor<Tensor2D>([32, 3], createRandom(1));
      const givenLabels = tf.tensor1d(Array.from({ length: 32 }, (_, index) => index % 3), 'int32'); // prettier-ignore
      const loss = buildPlugin(inverseFrequency, { power: 0 }, bases);
      const weighted = loss.perSample({ logits, givenLabels, classCounts: [70, 20, 1], epoch: 0, epochs: 1 });
      expect(weighted.dataSync()).toEqual(softmaxCrossEntropy(logits, givenLabels).dataSync());
    });
  });
});

lossContract(inverseFrequency, {}, bases);
lossContract(inverseFrequency, { power: 0.5, base: 'focal' }, bases);
