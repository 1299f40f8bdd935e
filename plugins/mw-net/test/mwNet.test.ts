import { createRandom } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, weightNetContract } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import mwNet from '../src/index.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

beforeAll(async () => {
  await initializeBackend();
});

describe('MW-Net', () => {
  it('has 301 parameters', () => {
    tf.tidy(() => {
      const parameters = buildPlugin(mwNet).initialize({ classCount: 10, curveLength: 0 }, createRandom(0));
      expect(Object.values(parameters).reduce((sum, { size }) => sum + size, 0)).toBe(301);
    });
  });

  it('draws every layer within ±1/√fan in, over the whole range', () => {
    tf.tidy(() => {
      const parameters = buildPlugin(mwNet).initialize({ classCount: 10, curveLength: 0 }, createRandom(0));
      for (const [name, bound] of [
        ['hidden.kernel', 1],
        ['hidden.bias', 1],
        ['output.kernel', 0.1],
      ] as const) {
        // prettier-ignore
        const values = [...(parameters[name]?.dataSync() ?? [])];
        expect(Math.max(...values)).toBeLessThanOrEqual(bound);
        expect(Math.max(...values)).toBeGreaterThan(0.8 * bound);
        expect(Math.min(...values)).toBeLessThan(-0.8 * bound);
      }
    });
  });

  it.each([
    ['relu', (x: number) => Math.max(0, x)],
    ['sigmoid', sigmoid],
  ] as const)('weighs by σ(w₂ · %s(w₁ ℓ + b₁) + b₂)', (hiddenActivation, activation) => {
    tf.tidy(() => {
      const parameters = {
        'hidden.kernel': tf.tensor2d([[1, -2]]),
        'hidden.bias': tf.tensor1d([-0.5, 1]),
        'output.kernel': tf.tensor2d([[0.7], [-1.5]]),
        'output.bias': tf.tensor1d([0.25]),
      };
      const losses = [0.1, 2];
      const weights = buildPlugin(mwNet, { hidden: 2, hiddenActivation }).weights(parameters, {
        losses: tf.tensor1d(losses),
        givenLabels: tf.tensor1d([0, 1], 'int32'),
      });
      const expected = losses.map((loss) =>
        sigmoid(0.7 * activation(loss - 0.5) - 1.5 * activation(1 - 2 * loss) + 0.25),
      );
      expectClose(weights, expected, 1e-6);
    });
  });

  it('asks for no probing', () => {
    expect('prepareLossCurves' in buildPlugin(mwNet)).toBe(false);
  });
});

weightNetContract(mwNet);
weightNetContract(mwNet, { hidden: 7, hiddenActivation: 'sigmoid' });
