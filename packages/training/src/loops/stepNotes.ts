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
   * @param scalars by name; a step may lack some
   */
  add(positions: Int32Array, values: Tensor1D, scalars: StepNote['scalars'] = {}): void {
    const kept = Object.entries(scalars).map(([name, scalar]) => [name, tf.keep(scalar)] as const);
    this.notes.push({ positions, values: tf.keep(values), scalars: Object.fromEntries(kept) });
  }

  /** Writes each sample's last value into [N]. @returns the means of the scalars over the steps that had them, by name. */
  finish({ data }: NamedArray): Record<string, number> {
    const means = new Map<string, { sum: number; count: number }>();
    for (const { positions, values, scalars } of this.notes) {
      const read = values.dataSync();
      positions.forEach((position, index) => {
        data[position] = read[index] ?? Number.NaN;
      });
      for (const name in scalars) {
        const { sum, count } = means.get(name) ?? { sum: 0, count: 0 };
        means.set(name, { sum: sum + numberIn(scalars[name]), count: count + 1 });
      }
    }
    this.dispose();
    return Object.fromEntries([...means].map(([name, { sum, count }]) => [name, sum / count]));
  }

  dispose(): void {
    for (const { values, scalars } of this.notes.splice(0)) tf.dispose([values, ...Object.values(scalars)]);
  }
}

function numberIn(scalar: Scalar | undefined): number {
  return scalar?.dataSync()[0] ?? Number.NaN;
}
