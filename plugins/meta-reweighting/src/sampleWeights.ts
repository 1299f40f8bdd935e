import type { LossCurves, NamedArray } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** The stored weights of a batch's samples, [B]. */
export function storedWeights(sampleWeights: NamedArray, positions: Int32Array): Tensor1D {
  return tf.tensor1d(Float32Array.from(positions, (position) => sampleWeights.data[position] ?? 1));
}

/** The loss curves of a batch's samples, [B, length]. */
export function curvesOf(curves: LossCurves, positions: Int32Array): Tensor2D {
  const { length } = curves;
  const rows = new Float32Array(positions.length * length);
  positions.forEach((position, row) => {
    rows.set(curves.block(position, 1), row * length);
  });
  return tf.tensor2d(rows, [positions.length, length]);
}
