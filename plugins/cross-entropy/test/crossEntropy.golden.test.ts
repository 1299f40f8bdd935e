import { initializeBackend } from '@ballast/tensor';
import { buildPlugin, expectLossGolden, hasLossGoldens, lossContract } from '@ballast/testing';
import { beforeAll, describe, it } from 'vitest';
import crossEntropy from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe.skipIf(!hasLossGoldens)('golden cross entropy', () => {
  it('has the published value and gradient', () => {
    expectLossGolden(buildPlugin(crossEntropy), 'cross-entropy');
  });
});

lossContract(crossEntropy);
