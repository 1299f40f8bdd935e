import { createRandom } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import {
  buildPlugin,
  expectClose,
  expectLossGolden,
  hasLossGoldens,
  lossContract,
  neutralLossContract,
  normalTensor,
} from '@ballast/testing';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { balancedSoftmax, logitAdjustment } from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe.skipIf(!hasLossGoldens)('golden balanced softmax', () => {
  it('has the published value and gradient', () => {
    expectLossGolden(buildPlugin(balancedSoftmax), 'balanced-softmax');
  });
});

describe('logit adjustment', () => {
  it('with τ = 1 is balanced softmax: ln n and ln n / N differ by a constant', () => {
    tf.tidy(() => {
      const inputs = {
        logits: normalTensor<Tensor2D>([16, 3], createRandom(2)),
        givenLabels: tf.tensor1d(Array.from({ length: 16 }, (_, index) => index % 3), 'int32'), // prettier-ignore
        classCounts: [500, 40, 3],
        epoch: 0,
        epochs: 1,
      };
      expectClose(
        buildPlugin(logitAdjustment, { tau: 1 }).perSample(inputs),
        buildPlugin(balancedSoftmax).perSample(inputs),
        1e-6,
      );
    });
  });

  it('with counts that are equal is cross entropy, up to rounding', () => {
    tf.tidy(() => {
      const inputs = {
        logits: tf.tensor2d([[0.3, -1, 2]]),
        givenLabels: tf.tensor1d([1], 'int32'),
        classCounts: [20, 20, 20],
        epoch: 0,
        epochs: 1,
      };
      expectClose(
        buildPlugin(logitAdjustment, { tau: 2 }).perSample(inputs),
        buildPlugin(logitAdjustment, { tau: 0 }).perSample(inputs),
        1e-6,
      );
    });
  });
});

lossContract(balancedSoftmax, {});
lossContract(logitAdjustment, { tau: 1.5 });
neutralLossContract(logitAdjustment, { tau: 0 });
