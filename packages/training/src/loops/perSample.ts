import type { Tensor1D } from '@tensorflow/tfjs-core';

/**
 * Requires what a loss promises: one number a sample. A mean or a matrix would train as something else, unnoticed.
 * @throws Error saying what it gave instead.
 */
export function requirePerSample(losses: Tensor1D, count: number): void {
  const shape = (losses as Tensor1D | undefined)?.shape as readonly number[] | undefined;
  if (shape?.length === 1 && shape[0] === count) return;
  const given = shape === undefined ? String(losses) : `the shape [${shape.join(', ')}]`;
  throw new Error(`The loss gave ${given}; \`perSample\` gives one number a sample, [${String(count)}].`);
}
