import type { Random } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Normal with variance 2 / fan in (He et al. 2015); the last axis is the fan out. */
export function heNormal(shape: number[], random: Random): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const deviation = Math.sqrt(2 / (size / (shape.at(-1) ?? 1)));
  return tf.tensor(
    Float32Array.from({ length: size }, () => deviation * random.normal()),
    shape,
  );
}

/** Numbers drawn from a standard normal distribution. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows the shape's length
export function normalTensor<T extends Tensor = Tensor>(shape: number[], random: Random): T {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  ) as T;
}
