import { classBalanced } from '@ballast/plugin-class-weights';
import { initializeBackend, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, lossContract } from '@ballast/testing';
import { beforeAll, describe, it } from 'vitest';
import sigmoidFocal from '../src/index.ts';

const logits = [0.5, -1, 2];
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
/** Probability that each sigmoid gives to the right answer when class 0 is the given one. */
const right = logits.map((z, label) => (label === 0 ? sigmoid(z) : 1 - sigmoid(z)));

beforeAll(async () => {
  await initializeBackend();
});

describe('sigmoid focal loss', () => {
  it.each([0, 0.5, 1, 2])('sums (1 − p)^γ · −ln p over K sigmoids for γ = %f', (gamma) => {
    tf.tidy(() => {
      const loss = buildPlugin(sigmoidFocal, { gamma });
      const values = loss.perSample({
        logits: tf.tensor2d([logits]),
        givenLabels: tf.tensor1d([0], 'int32'),
        classCounts: [1, 1, 1],
        epoch: 0,
        epochs: 1,
      });
      const expected = right.reduce((sum, p) => sum - (1 - p) ** gamma * Math.log(p), 0);
      expectClose(values, [expected], 1e-6);
    });
  });
});

lossContract(sigmoidFocal, { gamma: 0 });
lossContract(sigmoidFocal, {});
lossContract(classBalanced, { base: { type: 'sigmoid-focal', gamma: 0 } }, [sigmoidFocal]);
