import type { Random } from './random.ts';

/** Draws nothing, quickly: for a network of which only the names and shapes of its parameters are wanted. */
export const undrawn: Random = {
  split: () => undrawn,
  uniform: () => 0.5,
  integer: (bound) => Math.floor(bound / 2),
  normal: () => 0,
  permutation: (length) => Int32Array.from({ length }, (_, place) => place),
  categorical: () => 0,
};
