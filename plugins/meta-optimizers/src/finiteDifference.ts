import {
  inject,
  injectable,
  definePlugin,
  PluginOptions,
  type MetaGradient,
  type MetaOptimizer,
  type MetaProblem,
  type NamedTensors,
} from '@ballast/core';
import { mapNamed, tf, zipNamed } from '@ballast/tensor';
import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { metaGradientThroughLogits, type LogitTangent } from './metaGradient.ts';
import { logitsAt } from './virtualStep.ts';

const FiniteDifferenceOptions = z.strictObject({
  epsilon: z.number().positive().default(3e-4).meta({
    description: 'Length of the step to either side in the space of parameters: ε / |v| times the direction v.',
  }),
});

/** Against a division by zero where the meta loss is flat; the direction is 0 then, and so is Ż. */
const smallestNorm = 1e-20;

/** Ż ≈ (Z(θ + εv) − Z(θ − εv)) / 2ε with ε scaled by the length of v: two plain passes (Liu et al. 2019, eq. 8). */
function centralDifference(epsilon: number): LogitTangent {
  return (problem, direction) => {
    const step = tf.div<Scalar>(epsilon, tf.maximum(norm(direction), smallestNorm));
    const offset = mapNamed(direction, (v) => tf.mul(v, step));
    const ahead = logitsAt(problem, zipNamed(problem.parameters, offset, tf.add), 'train');
    const behind = logitsAt(problem, zipNamed(problem.parameters, offset, tf.sub), 'train');
    return tf.div(tf.sub(ahead, behind), tf.mul(step, 2));
  };
}

function norm(tensors: NamedTensors): Scalar {
  return tf.sqrt(tf.addN(Object.values(tensors).map((tensor) => tf.sum<Scalar>(tf.square(tensor)))));
}

/** Approximate; for networks with kernels that forward mode has no rule for. */
@injectable()
class FiniteDifference implements MetaOptimizer {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof FiniteDifferenceOptions>) {}

  metaGradient(problem: MetaProblem): MetaGradient {
    return metaGradientThroughLogits(problem, centralDifference(this.options.epsilon));
  }
}

export const finiteDifference = definePlugin({
  kind: 'meta optimizer',
  id: 'finite-difference',
  docs: {
    summary: 'The meta gradient of one virtual step, with the derivative of the logits by central differences.',
    paper: 'Liu, Simonyan, Yang 2019, DARTS: Differentiable Architecture Search (section 2.3)',
  },
  options: FiniteDifferenceOptions,
  use: FiniteDifference,
});
