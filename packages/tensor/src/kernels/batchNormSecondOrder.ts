import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { batchAxes, portableKernels } from './portable.ts';

/**
 * The vector–Jacobian product of batch norm's own gradient, for second derivatives. Rare and never on the
 * path of ordinary training, so tfjs differentiates the written-out formula.
 */
export function secondOrderBatchNorm(
  cotangents: readonly Tensor[],
  dy: Tensor,
  x: Tensor,
  gamma: Tensor1D,
  epsilon: number,
): { dy: Tensor; x: Tensor; gamma: Tensor } {
  const product = (): Tensor => {
    const { mean, variance } = tf.moments(x, batchAxes(x.rank)) as { mean: Tensor1D; variance: Tensor1D };
    const gradient = portableKernels.batchNormTrainGradient(dy, x, gamma, { mean, variance }, epsilon);
    const parts = [gradient.x, gradient.gamma, gradient.beta];
    return tf.addN(parts.map((part, index) => part.mul(cotangents[index] as Tensor).sum()));
  };
  const { grads } = tf.engine().gradients(product as () => Tensor, [dy, x, gamma]);
  return { dy: grads[0] as Tensor, x: grads[1] as Tensor, gamma: grads[2] as Tensor };
}
