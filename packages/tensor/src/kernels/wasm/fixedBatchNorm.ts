import type { KernelFunc, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../../tf.ts';

interface GivenStatistics {
  readonly inputs: { x: Tensor4D; mean: Tensor; variance: Tensor; offset?: Tensor | null; scale?: Tensor | null };
  readonly attrs: { readonly varianceEpsilon: number };
}

/** Batch norm by given statistics: one product and one sum of all numbers, by the backend's vector instructions. */
export function registerWasmBatchNorm(): void {
  const batchNorm = ({ inputs, attrs: { varianceEpsilon } }: GivenStatistics): Tensor =>
    tf.tidy(() => {
      const { x, scale, offset, mean, variance } = inputs;
      const inverse = tf.rsqrt(tf.add(variance, varianceEpsilon));
      const factor = scale ? tf.mul(scale, inverse) : inverse;
      const shift = tf.mul(mean, factor);
      return tf.add(tf.mul(x, factor), offset ? tf.sub(offset, shift) : tf.neg(shift));
    });
  const kernelFunc = batchNorm as unknown as KernelFunc;
  tf.unregisterKernel('FusedBatchNorm', 'wasm');
  tf.registerKernel({ kernelName: 'FusedBatchNorm', backendName: 'wasm', kernelFunc });
}
