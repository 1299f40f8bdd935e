import type { NamedTensors, Random } from '@ballast/core';
import { dense, namedTensor, tanh, tf } from '@ballast/tensor';
import type { Tensor2D } from '@tensorflow/tfjs-core';

/** [in, out], Xavier uniform. */
export function initializeKernel(name: string, [fanIn, fanOut]: [number, number], random: Random): Tensor2D {
  const stream = random.split(name);
  const bound = Math.sqrt(6 / (fanIn + fanOut));
  const values = Float32Array.from({ length: fanIn * fanOut }, () => bound * (2 * stream.uniform() - 1));
  return tf.tensor2d(values, [fanIn, fanOut]);
}

/** `name.kernel` and, 0 at first, `name.bias`. */
export function initializeLayer(name: string, size: [number, number], random: Random): NamedTensors {
  return { [`${name}.kernel`]: initializeKernel(name, size, random), [`${name}.bias`]: tf.zeros([size[1]]) };
}

/** tanh(x · kernel + bias): [B, in] → [B, out]. */
export function tanhLayer(parameters: NamedTensors, name: string, input: Tensor2D): Tensor2D {
  return tanh(dense(input, namedTensor(parameters, `${name}.kernel`), namedTensor(parameters, `${name}.bias`)));
}
