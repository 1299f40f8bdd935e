import type { NamedArray } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';

/** What the steps of an epoch leave behind; read once at its end, so that an accelerator is never waited for. */
export class EpochNotes {
  private readonly trust: { readonly positions: Int32Array; readonly values: Tensor1D }[] = [];
  private readonly metaLosses: Scalar[] = [];

  /** Keeps the tensors, out of any `tf.tidy`, until the notes are finished. */
  add(positions: Int32Array, trust: Tensor1D, metaLoss: Scalar | undefined): void {
    this.trust.push({ positions, values: tf.keep(trust) });
    if (metaLoss !== undefined) this.metaLosses.push(tf.keep(metaLoss));
  }

  /** Writes each sample's last trust in its given label. @returns means over the epoch, for the log. */
  finish(sampleWeights: NamedArray): Readonly<Record<string, number>> {
    const written = this.trust.map(({ positions, values }) => {
      const read = values.dataSync();
      positions.forEach((position, index) => {
        sampleWeights.data[position] = read[index] ?? Number.NaN;
      });
      return read;
    });
    const metaLosses = this.metaLosses.map((loss) => loss.dataSync()[0] ?? Number.NaN);
    this.dispose();
    const meanTrust = mean(written.flatMap((values) => [...values]));
    return metaLosses.length === 0 ? { meanTrust } : { meanTrust, metaLoss: mean(metaLosses) };
  }

  dispose(): void {
    tf.dispose([...this.trust.splice(0).map(({ values }) => values), ...this.metaLosses.splice(0)]);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
