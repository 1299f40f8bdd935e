import type { KernelFunc, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { attributesFor, type TensorFlowBackend } from './binding.ts';
import { keptApart } from './keptApart.ts';

interface GivenStatistics {
  readonly inputs: { x: Tensor4D; mean: Tensor; variance: Tensor; offset?: Tensor | null; scale?: Tensor | null };
  readonly attrs: { readonly varianceEpsilon: number };
}

/**
 * Batch norm by given statistics, one number a channel: by the op that oneDNN has, where tfjs-node calls an older one.
 * Of a convolution before it TensorFlow's optimizer would make one op with it.
 */
export function registerNativeBatchNorm(backend: TensorFlowBackend): void {
  const attributes = attributesFor(backend);
  const original = tf.getKernel('FusedBatchNorm', 'tensorflow').kernelFunc;
  const batchNorm = (given: GivenStatistics): Tensor => {
    const { x, scale, offset, mean, variance } = given.inputs;
    if (mean.rank > 1 || !scale || !offset) return (original as unknown as (same: GivenStatistics) => Tensor)(given);
    const [normalised, ...others] = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      [
        attributes.type('T', 'float32'),
        attributes.type('U', 'float32'),
        attributes.text('data_format', 'NHWC'),
        attributes.flag('is_training', false),
        attributes.float('epsilon', given.attrs.varianceEpsilon),
      ],
      [keptApart(backend, x), scale, offset, mean, variance],
      6,
    );
    tf.dispose(others);
    return normalised as Tensor;
  };
  const kernelFunc = (given: Parameters<KernelFunc>[0]) =>
    batchNorm({ ...given, backend } as unknown as GivenStatistics);
  tf.unregisterKernel('FusedBatchNorm', 'tensorflow');
  tf.registerKernel({ kernelName: 'FusedBatchNorm', backendName: 'tensorflow', kernelFunc });
}
