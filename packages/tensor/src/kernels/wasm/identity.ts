import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../../tf.ts';

/**
 * A copy is the same numbers under another name, as on the other backends. The one shipped moves them: the engine
 * clones all that a backward pass needs, so that every activation was copied and held twice.
 */
export function registerWasmIdentity(): void {
  const kernelName = 'Identity';
  const backendName = 'wasm';
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs }): TensorInfo => {
      const { dataId, shape, dtype } = inputs['x'] as Tensor;
      tf.backend().incRef(dataId);
      return { dataId, shape, dtype };
    },
  });
}
