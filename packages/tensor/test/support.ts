import { createRandom } from '@ballast/core';
import type { Rank, ShapeMap, Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { tf } from '../src/index.ts';

/** Standard normal numbers that depend on the name and seed alone. */
export function normal<R extends Rank = Rank>(name: string, shape: Readonly<ShapeMap[R]>, seed = 1): Tensor<R> {
  const random = createRandom(seed).split(name);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    [...shape] as number[] as ShapeMap[R],
  );
}

/** Every number within `tolerance` of the expected ones' scale; float32 rounding by default. */
export function expectNear(actual: Tensor, expected: Tensor | ArrayLike<number>, tolerance = 1e-5): void {
  const wanted = Array.from('dataSync' in expected ? expected.dataSync() : expected);
  const found = actual.dataSync();
  expect(found.length).toBe(wanted.length);
  const scale = Math.max(1, ...wanted.map(Math.abs));
  const errors = wanted.map((value, index) => Math.abs(value - (found[index] as number)) / scale);
  expect(errors.every((error) => error <= tolerance) ? 0 : Math.max(...errors)).toBe(0);
}

/** ⟨a, b⟩ in float64. */
export function innerProduct(a: Tensor, b: Tensor): number {
  const other = b.dataSync();
  return Array.from(a.dataSync()).reduce((sum, value, index) => sum + value * (other[index] as number), 0);
}
