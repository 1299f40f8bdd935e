import {
  injectable,
  definePlugin,
  type MetaGradient,
  type MetaOptimizer,
  type MetaProblem,
  type NamedTensors,
} from '@ballast/core';
import { gradients, tf } from '@ballast/tensor';
import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { metaLossAt, takeVirtualStep } from './virtualStep.ts';

/** Differentiates through the virtual step by back-propagation twice: exact, slow, the reference for the others. */
@injectable()
class Unrolled implements MetaOptimizer {
  metaGradient(problem: MetaProblem): MetaGradient {
    const metaLossAfterStep = (learned: NamedTensors): Scalar =>
      metaLossAt(problem, takeVirtualStep({ ...problem, learned }).parameters);
    if (Object.keys(problem.learned).length === 0) {
      return { gradients: {}, metaLoss: tf.tidy(() => metaLossAfterStep({})) };
    }
    const { value, gradients: learnedGradients } = gradients(metaLossAfterStep, problem.learned);
    return { gradients: learnedGradients, metaLoss: value };
  }
}

export const unrolled = definePlugin({
  kind: 'meta optimizer',
  id: 'unrolled',
  docs: { summary: 'The exact meta gradient of one virtual step, by second-order back-propagation: the reference.' },
  options: z.strictObject({}),
  use: Unrolled,
});
