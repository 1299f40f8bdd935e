import type { LossCurves, NamedArray } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** [sampleCount] of 1: every sample is trusted before it is first weighed. */
export function trustedSampleWeights(sampleCount: number): NamedArray {
  return { shape: [sampleCount], data: new Float32Array(sampleCount).fill(1) };
}

/** The stored weights of a batch's samples, [B]. */
export function storedWeights(sampleWeights: NamedArray, positions: Int32Array): Tensor1D {
  return tf.tensor1d(Float32Array.from(positions, (position) => sampleWeights.data[position] ?? 1));
}

/** The loss curves of a batch's samples, [B, length]. */
export function curvesOf({ length, values }: LossCurves, positions: Int32Array): Tensor2D {
  const rows = new Float32Array(positions.length * length);
  positions.forEach((position, row) => {
    rows.set(values.subarray(position * length, (position + 1) * length), row * length);
  });
  return tf.tensor2d(rows, [positions.length, length]);
}

/** What the steps of an epoch leave behind; read once at its end, so that an accelerator is never waited for. */
export class EpochNotes {
  private readonly weights: { readonly positions: Int32Array; readonly weights: Tensor1D }[] = [];
  private readonly metaLosses: Scalar[] = [];

  /** Keeps the tensors, out of any `tf.tidy`, until the notes are finished; not every step has a meta loss. */
  add(positions: Int32Array, weights: Tensor1D, metaLoss?: Scalar): void {
    this.weights.push({ positions, weights: tf.keep(weights) });
    if (metaLoss !== undefined) this.metaLosses.push(tf.keep(metaLoss));
  }

  /** Writes each sample's last weight. @returns the mean meta loss, NaN when there was no step. */
  finish(sampleWeights: NamedArray): number {
    for (const { positions, weights } of this.weights) {
      const values = weights.dataSync();
      positions.forEach((position, index) => {
        sampleWeights.data[position] = values[index] ?? Number.NaN;
      });
    }
    const losses = this.metaLosses.map((loss) => loss.dataSync()[0] ?? Number.NaN);
    this.dispose();
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  }

  dispose(): void {
    tf.dispose([...this.weights.splice(0).map(({ weights }) => weights), ...this.metaLosses.splice(0)]);
  }
}
