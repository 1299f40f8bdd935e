import type { LossCurves, NamedArray } from '@ballast/core';

/** Room for one loss a sample and epoch, NaN where nothing was recorded: [sampleCount, epochs]. */
export function emptyLossCurves(sampleCount: number, epochs: number): NamedArray {
  return { shape: [sampleCount, epochs], data: new Float32Array(sampleCount * epochs).fill(Number.NaN) };
}

/** A stored array [sampleCount, length] as loss curves. @throws Error when it is no such array. */
export function asLossCurves({ shape, data }: NamedArray): LossCurves {
  const [sampleCount, length] = shape;
  if (shape.length !== 2 || sampleCount === undefined || length === undefined || !(data instanceof Float32Array)) {
    throw new Error(`Expected loss curves [samples, epochs] as float32, found [${shape.join(', ')}].`);
  }
  return { sampleCount, length, values: data };
}

/** Writes the losses [B] of samples at `positions` into the column of an epoch. */
export function recordLosses(
  curves: NamedArray,
  epoch: number,
  positions: Int32Array,
  losses: ArrayLike<number>,
): void {
  const length = curves.shape[1] ?? 0;
  positions.forEach((position, index) => {
    curves.data[position * length + epoch] = losses[index] ?? Number.NaN;
  });
}
