import { createRandom } from '@ballast/core';
import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
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
import { bootstrappingHard, bootstrappingSoft } from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe.skipIf(!hasLossGoldens)('golden bootstrapping', () => {
  it.each([
    ['soft', bootstrappingSoft],
    ['hard', bootstrappingHard],
  ] as const)('has the published value and gradient, %s', (name, plugin) => {
    expectLossGolden(buildPlugin(plugin), `bootstrapping-${name}`);
  });
});

describe('soft bootstrapping', () => {
  it('with constant targets pulls as β times cross entropy: the prediction is no news to itself', () => {
    tf.tidy(() => {
      const givenLabels = tf.tensor1d([0, 1, 2, 3], 'int32');
      const loss = buildPlugin(bootstrappingSoft, { beta: 0.7 });
      const logits = normalTensor<Tensor2D>([4, 4], createRandom(3));
      const around = { givenLabels, classCounts: [1, 1, 1, 1], epoch: 0, epochs: 1 };
      const pull = tf.grad((at) => loss.perSample({ ...around, logits: at as Tensor2D }).sum())(logits);
      const full = tf.grad((at) => softmaxCrossEntropy(at as Tensor2D, givenLabels).sum())(logits);
      expectClose(pull, full.mul(0.7), 1e-6);
    });
  });
});

// Constant targets are no derivative of the value, which that contract asks for.
lossContract(bootstrappingSoft, { targets: 'differentiated' });
lossContract(bootstrappingHard, {});
neutralLossContract(bootstrappingSoft, { beta: 1 });
neutralLossContract(bootstrappingHard, { beta: 1 });
