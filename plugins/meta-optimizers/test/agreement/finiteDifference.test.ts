import type { MetaProblem, NamedTensors } from '@ballast/core';
import { initializeBackend, tf, zipNamed } from '@ballast/tensor';
import { expectNamedClose, silu, tinyResNet } from '@ballast/testing';
import { beforeAll, describe, it } from 'vitest';
import { lossesAndWeightNets, metaGradient, problemOf, resNet8 } from './problems.ts';

beforeAll(() => initializeBackend());

describe.each([0, 3])('a ResNet-8 with batch norm, Nesterov, %i stages skipped', (skippedStages) => {
  const network = tinyResNet(resNet8);
  const smoothNetwork = tinyResNet({ ...resNet8, activation: silu });

  it.each(lossesAndWeightNets)('has central differences near: %s with %s', (...[, , loss, weightNet]) => {
    tf.tidy(() => {
      const problem = problemOf({ network, loss, weightNet, seed: 1 });
      const exact = metaGradient(problem, 'unrolled', skippedStages);
      const difference = metaGradient(problem, 'finite-difference', skippedStages);
      // No ε is right for every ReLU: a long one steps over kinks, a short one drowns in rounding.
      expectNamedClose(difference.gradients, exact.gradients, 5e-2);
    });
  });

  it.each(lossesAndWeightNets)(
    'has differences as exact as ε allows where it is smooth: %s with %s',
    (...[, , loss, weightNet]) => {
      tf.tidy(() => {
        const problem = problemOf({ network: smoothNetwork, loss, weightNet, seed: 1 });
        const exact = metaGradient(problem, 'forward-mode', skippedStages);
        expectNamedClose(fourPointDifference(problem, skippedStages, 1e-2), exact.gradients, 5e-4);
      });
    },
  );
});

/**
 * (4·D(ε) − D(2ε))/3, with D the central difference: the errors in ε² cancel, and what is left is of the order of
 * ε⁴ and of float32's rounding, divided by ε. The meta gradient is linear in the difference.
 */
function fourPointDifference(problem: MetaProblem, skippedStages: number, epsilon: number): NamedTensors {
  const differences = (length: number): NamedTensors =>
    metaGradient(problem, { type: 'finite-difference', epsilon: length }, skippedStages).gradients;
  return zipNamed(differences(epsilon), differences(2 * epsilon), (near, far) => near.mul(4).sub(far).div(3));
}
