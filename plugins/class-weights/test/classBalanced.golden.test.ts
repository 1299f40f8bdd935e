import { effectiveNumberWeights } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import focal from '@ballast/plugin-focal';
import { initializeBackend } from '@ballast/tensor';
import { buildPlugin, expectClose, expectLossGolden, hasLossGoldens, lossContract } from '@ballast/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { classBalanced } from '../src/index.ts';

const bases = [crossEntropy, focal];

beforeAll(async () => {
  await initializeBackend();
});

describe.skipIf(!hasLossGoldens)('golden class-balanced loss', () => {
  it('has the published value and gradient on cross entropy', () => {
    expectLossGolden(buildPlugin(classBalanced, {}, bases), 'class-balanced-cross-entropy');
  });

  it('has the published value and gradient on focal loss', () => {
    const base = { type: 'focal', gamma: 1 };
    expectLossGolden(buildPlugin(classBalanced, { base }, bases), 'class-balanced-focal');
  });
});

describe('weights by effective number', () => {
  it('are those of CIFAR-10 at imbalance ratio 100', () => {
    const counts = [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50];
    const published = [0.0506, 0.0769, 0.1211, 0.195, 0.3188, 0.5246, 0.8683, 1.4426, 2.4092, 3.9927];
    expectClose(effectiveNumberWeights(counts, 0.9999), published, 2e-5);
  });

  it('sum to the number of classes and never grow with the count', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 0.9999, noNaN: true }), (classCounts, beta) => {
        const ascending = classCounts.toSorted((a, b) => a - b);
        const weights = effectiveNumberWeights(ascending, beta);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(classCounts.length, 6);
        weights.slice(1).forEach((weight, index) => {
          expect(weight).toBeLessThanOrEqual((weights[index] as number) * (1 + 1e-12));
        });
      }),
    );
  });
});

lossContract(classBalanced, {}, bases);
lossContract(classBalanced, { base: 'focal' }, bases);
