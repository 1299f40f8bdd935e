import { createRandom } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import {
  buildPlugin,
  expectClose,
  expectLossGolden,
  hasLossGoldens,
  lossContract,
  normalTensor,
} from '@ballast/testing';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import ldam from '../src/index.ts';
import { classMargins } from '../src/margins.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe.skipIf(!hasLossGoldens)('golden LDAM', () => {
  it('has the published value and gradient', () => {
    expectLossGolden(buildPlugin(ldam), 'ldam');
  });

  it('has the published value and gradient with deferred re-weighting', () => {
    expectLossGolden(buildPlugin(ldam, { deferredReweighting: {} }), 'ldam-drw');
  });
});

describe('LDAM', () => {
  it('has the margins of CIFAR-10 at imbalance ratio 100', () => {
    const counts = [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50];
    const published = [0.1581, 0.1797, 0.2042, 0.2321, 0.2638, 0.2998, 0.3407, 0.3872, 0.4405, 0.5];
    expectClose(classMargins(counts, 0.5), published, 2e-4);
  });

  it('asks for a cosine head', () => {
    expect(buildPlugin(ldam).head).toBe('cosine');
  });

  it.each([
    [0.8, 200, 160],
    [0.55, 100, 55],
    [160, 200, 160],
  ])('begins to re-weight from %f of %i epochs in epoch %i', (from, epochs, first) => {
    const plain = buildPlugin(ldam);
    const deferred = buildPlugin(ldam, { deferredReweighting: { from } });
    tf.tidy(() => {
      const inputs = {
        logits: normalTensor<Tensor2D>([3, 2], createRandom(0)),
        givenLabels: tf.tensor1d([0, 1, 1], 'int32'),
        classCounts: [100, 10],
        epochs,
      };
      const values = (loss: typeof plain, epoch: number) => [...loss.perSample({ ...inputs, epoch }).dataSync()];
      expect(values(deferred, first - 1)).toEqual(values(plain, first - 1));
      expect(values(deferred, first)).not.toEqual(values(plain, first));
    });
  });
});

lossContract(ldam);
lossContract(ldam, { deferredReweighting: { from: 0.8 } });
