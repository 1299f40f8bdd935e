import type { NamedArray } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';

interface StepNote {
  readonly positions: Int32Array;
  readonly values: Tensor1D;
  readonly scalars: Readonly<Record<string, Scalar>>;
}

/** What the steps of an epoch leave behind; read once at its end, so that an accelerator is never waited for. */
export class StepNotes {
  private readonly notes: StepNote[] = [];

  /**
   * Keeps the tensors, out of any `tf.tidy`, until the notes are finished.
   * @param values [B] of the samples at `positions`
   * @param scalars by name, the same names in every step
   */
  add(positions: Int32Array, values: Tensor1D, scalars: StepNote['scalars'] = {}): void {
    const kept = Object.entries(scalars).map(([name, scalar]) => [name, tf.keep(scalar)] as const);
    this.notes.push({ positions, values: tf.keep(values), scalars: Object.fromEntries(kept) });
  }

  /** Writes each sample's last value into [N]. @returns the means of the scalars over the steps, by name. */
  finish({ data }: NamedArray): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { positions, values, scalars } of this.notes) {
      const read = values.dataSync();
      positions.forEach((position, index) => {
        data[position] = read[index] ?? Number.NaN;
      });
      for (const name in scalars) sums[name] = (sums[name] ?? 0) + numberIn(scalars[name]);
    }
    const steps = this.notes.length;
    this.dispose();
    return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / steps]));
  }

  dispose(): void {
    for (const { values, scalars } of this.notes.splice(0)) tf.dispose([values, ...Object.values(scalars)]);
  }
}

function numberIn(scalar: Scalar | undefined): number {
  return scalar?.dataSync()[0] ?? Number.NaN;
}
