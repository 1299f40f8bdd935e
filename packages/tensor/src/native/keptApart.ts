import type { Tensor4D } from '@tensorflow/tfjs-core';
import { attributesFor, type TensorFlowBackend } from './binding.ts';

/**
 * The same images, not copied, in an op of their own: TensorFlow's optimizer makes no one op of what comes before and
 * after, which would round otherwise. A reshape would do it too, but tell a shape, by which sums are put in another order.
 */
export function keptApart(backend: TensorFlowBackend, images: Tensor4D): Tensor4D {
  const anyImages = { name: 'shape', type: backend.binding.TF_ATTR_SHAPE, value: [-1, -1, -1, -1] };
  const attributes = [attributesFor(backend).type('T', 'float32'), anyImages];
  return backend.executeSingleOutput('EnsureShape', attributes, [images]) as Tensor4D;
}
