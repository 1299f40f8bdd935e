import type { Dual } from '@ballast/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/** A value whose derivative is zero. */
export function constant<T extends Tensor>(value: T): Dual<T> {
  return { value };
}

/** A function that is its own derivative. */
export function linear<T extends Tensor, R extends Tensor>(x: Dual<T>, apply: (value: T) => R): Dual<R> {
  return { value: apply(x.value), tangent: x.tangent && apply(x.tangent) };
}

/** The product rule: (x·y)˙ = ẋ·y + x·ẏ. */
export function bilinear<X extends Tensor, Y extends Tensor, R extends Tensor>(
  x: Dual<X>,
  y: Dual<Y>,
  product: (x: X, y: Y) => R,
): Dual<R> {
  return {
    value: product(x.value, y.value),
    tangent: sum(x.tangent && product(x.tangent, y.value), y.tangent && product(x.value, y.tangent)),
  };
}

/** Of tangents; a missing one is zero. */
export function sum<T extends Tensor>(first: T | undefined, second: T | undefined): T | undefined {
  if (first === undefined) return second;
  if (second === undefined) return first;
  return tf.add(first, second);
}
