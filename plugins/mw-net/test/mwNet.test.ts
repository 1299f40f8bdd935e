import { createRandom } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { buildPlugin, weightNetContract } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import mwNet from '../src/index.ts';

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

  it('asks for no probing', () => {
    expect('prepareLossCurves' in buildPlugin(mwNet)).toBe(false);
  });
});

weightNetContract(mwNet);
weightNetContract(mwNet, { hidden: 7, hiddenActivation: 'sigmoid' });
