import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { attributesFor, type TensorFlowBackend } from './binding.ts';

type GatherKernel = (args: {
  inputs: { x: Tensor; indices: Tensor };
  attrs: { readonly axis: number; readonly batchDims: number };
}) => Tensor;

/** tfjs-node reads all indices to check them, which waits for the device; TensorFlow's op checks them itself. */
export function registerNativeGather(backend: TensorFlowBackend): void {
  const { type } = attributesFor(backend);
  const gather: GatherKernel = ({ inputs: { x, indices }, attrs: { axis, batchDims } }) =>
    tf.tidy(() =>
      backend.executeSingleOutput(
        'GatherV2',
        [
          { name: 'batch_dims', type: backend.binding.TF_ATTR_INT, value: batchDims },
          type('Tparams', x.dtype as 'float32' | 'int32'),
          type('Tindices', 'int32'),
          type('Taxis', 'int32'),
        ],
        [x, indices, tf.scalar(axis, 'int32')],
      ),
    );
  tf.unregisterKernel('GatherV2', 'tensorflow');
  tf.registerKernel({ kernelName: 'GatherV2', backendName: 'tensorflow', kernelFunc: gather as unknown as KernelFunc });
}
