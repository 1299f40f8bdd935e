import { createRandom } from '@ballast/core';
import type { Rank, ShapeMap, Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { findNative } from '../src/native/installation.ts';
import { tf } from '../src/tf.ts';

export const nativeIsInstalled = findNative().installed;

/** For the title of a suite that needs the native backend. */
export function withNative(title: string): string {
  return nativeIsInstalled ? title : `${title} (skipped: not installed, run npm run setup:native)`;
}

export function normal<R extends Rank>(name: string, shape: ShapeMap[R]): Tensor<R> {
  const random = createRandom(1).split(name);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  );
}

/** Every number within 1e-5 of the expected ones' scale. */
export function expectNear(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = expected.dataSync();
  const scale = Math.max(1, ...wanted.map(Math.abs));
  const furthest = Math.max(...actual.dataSync().map((value, index) => Math.abs(value - (wanted[index] as number))));
  expect(furthest / scale).toBeLessThan(1e-5);
}
