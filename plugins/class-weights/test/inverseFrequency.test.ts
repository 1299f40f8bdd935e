import crossEntropy from '@ballast/plugin-cross-entropy';
import focal from '@ballast/plugin-focal';
import { initializeBackend, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, lossContract, neutralLossContract } from '@ballast/testing';
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
});

describe('the loss', () => {
  it('is that of the base, times the weight of the given class', () => {
    tf.tidy(() => {
      const inputs = {
        logits: tf.tensor2d([[1, -1], [0.5, 0.2], [0, 3]]), // prettier-ignore
        givenLabels: tf.tensor1d([0, 1, 0], 'int32'),
        classCounts: [400, 100],
        epoch: 0,
        epochs: 1,
      };
      const [light, heavy] = [0.4, 1.6];
      const base = buildPlugin<'loss'>(crossEntropy).perSample(inputs);
      const weighted = buildPlugin(inverseFrequency, {}, bases).perSample(inputs);
      expectClose(weighted, base.mul([light, heavy, light]), 1e-6);
    });
  });
});

lossContract(inverseFrequency, {}, bases);
neutralLossContract(inverseFrequency, { power: 0 }, bases);
lossContract(inverseFrequency, { power: 0.5, base: 'focal' }, bases);
