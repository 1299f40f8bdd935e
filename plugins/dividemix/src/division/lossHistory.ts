import type { NamedArray } from '@ballast/core';
import { scaled } from '@ballast/training';

/** Room for the scaled losses of two networks over the last H epochs: [2, H, N], NaN where there is none yet. */
export function emptyLossHistory(epochs: number, sampleCount: number): NamedArray {
  return { shape: [2, epochs, sampleCount], data: new Float32Array(2 * epochs * sampleCount).fill(Number.NaN) };
}

/**
 * Writes a network's losses [N], scaled to [0, 1], into the place of the oldest.
 * @param round Divisions before this one.
 * @returns [N] the mean over the epochs that are there.
 */
export function averagedLosses(history: NamedArray, network: 0 | 1, round: number, losses: Float32Array): Float32Array {
  const [, epochs, count] = history.shape as [number, number, number];
  const rowAt = (epoch: number) => (network * epochs + epoch) * count;
  history.data.set(scaled(losses), rowAt(round % epochs));
  const filled = Math.min(round + 1, epochs);
  return Float32Array.from({ length: count }, (_, sample) => {
    let sum = 0;
    for (let epoch = 0; epoch < filled; epoch++) sum += history.data[rowAt(epoch) + sample] as number;
    return sum / filled;
  });
}
