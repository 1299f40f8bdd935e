import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Rank, ShapeMap, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../../tf.ts';

function backend(): BackendWasm {
  const engineBackend: unknown = tf.backend();
  return engineBackend as BackendWasm;
}

/** A float32 tensor with undefined contents on the wasm heap. */
export function allocate<R extends Rank>(shape: ShapeMap[R]): Tensor<R> {
  return tf.engine().makeTensorFromTensorInfo(backend().makeOutput(shape, 'float32')) as Tensor<R>;
}

/**
 * The numbers of a float32 tensor where they stand. Allocating may move the heap and detach the view, so:
 * first all `allocate`, then all `floats`.
 */
export function floats(tensor: Tensor): Float32Array {
  return backend().typedArrayFromHeap(tensor) as Float32Array;
}

/** The numbers of an int32 tensor, or the bits of a float32 one. */
export function integers(tensor: Tensor): Int32Array {
  const view = backend().typedArrayFromHeap(tensor);
  return new Int32Array(view.buffer, view.byteOffset, view.length);
}
