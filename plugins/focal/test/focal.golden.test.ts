import { initializeBackend } from '@ballast/tensor';
import { buildPlugin, expectLossGolden, hasLossGoldens, lossContract, neutralLossContract } from '@ballast/testing';
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
  it('refuses a negative γ', () => {
    expect(() => buildPlugin(focal, { gamma: -1 })).toThrow(/gamma/);
  });
});

lossContract(focal, { gamma: 0 });
neutralLossContract(focal, { gamma: 0 });
lossContract(focal, { gamma: 0.5 });
lossContract(focal, { gamma: 2 });
