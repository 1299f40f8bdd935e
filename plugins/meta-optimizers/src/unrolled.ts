import { definePlugin, type MetaGradient, type MetaOptimizer, type MetaProblem } from '@ballast/core';
import { gradients, tf } from '@ballast/tensor';
import { injectable } from 'tsyringe';
import { z } from 'zod';
import { metaLossAt, takeVirtualStep } from './virtualStep.ts';

/** Differentiates through the virtual step by back-propagation twice: exact, slow, the reference for the others. */
@injectable()
export class Unrolled implements MetaOptimizer {
  metaGradient(problem: MetaProblem): MetaGradient {
    return tf.tidy(() => {
      const { value, gradients: learnedGradients } = gradients((learned) => {
        const { parameters } = takeVirtualStep({ ...problem, learned });
        return metaLossAt(problem, parameters);
      }, problem.learned);
      return { gradients: learnedGradients, metaLoss: value };
    });
  }
}

export const unrolled = definePlugin({
  kind: 'meta optimizer',
  id: 'unrolled',
  docs: { summary: 'The exact meta gradient of one virtual step, by second-order back-propagation: the reference.' },
  options: z.strictObject({}),
  use: Unrolled,
});
