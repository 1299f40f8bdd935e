import { initializeBackend, tf } from '@ballast/tensor';
import { expectNamedClose, tinyResNet } from '@ballast/testing';
import type { OptimizerOptions } from '@ballast/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { lossesAndWeightNets, metaGradient, problemOf, resNet8 } from './problems.ts';

/** Of the largest element of the gradient; float32 against float32. */
const tolerance = 1e-4;

/** Forward mode against backpropagation twice, for every loss with every weight net. */
export function agreesWithSecondOrder(name: string, innerOptimizer: OptimizerOptions): void {
  describe.each([0, 1, 2, 3])(`a ResNet-8 with batch norm, ${name}, %i stages skipped`, (skippedStages) => {
    beforeAll(() => initializeBackend());
    const network = tinyResNet(resNet8);

    it.each(lossesAndWeightNets)(
      'has the meta gradient of the unrolled step: %s with %s',
      (...[, , loss, weightNet]) => {
        tf.tidy(() => {
          const problem = problemOf({ network, loss, weightNet, seed: 1 + skippedStages, innerOptimizer });
          const exact = metaGradient(problem, 'forward-mode', skippedStages);
          const unrolled = metaGradient(problem, 'unrolled', skippedStages);
          expectNamedClose(exact.gradients, unrolled.gradients, tolerance);
          expect(exact.metaLoss.dataSync()).toEqual(unrolled.metaLoss.dataSync());
        });
      },
    );
  });
}
