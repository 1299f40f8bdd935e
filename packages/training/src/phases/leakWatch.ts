import type { NamedTensors } from '@ballast/core';
import { tf } from '@ballast/tensor';

/** So many epochs in a row have to grow: a method may make what it keeps in one of them. */
const epochsInARow = 3;

/** Notices epochs that leave tensors behind, each more than the one before. */
export class LeakWatch {
  private readonly counts: number[] = [];
  private noticed = false;

  /**
   * After an epoch, when nothing but the loop's state should be left of it.
   * @returns how many tensors the last epoch left behind, once, when several have done so.
   */
  afterEpoch(state: NamedTensors): number | undefined {
    if (this.noticed) return undefined;
    this.counts.push(tf.memory().numTensors - new Set(Object.values(state)).size);
    const growths = this.counts.slice(1).map((count, index) => count - (this.counts[index] as number));
    const last = growths.slice(-epochsInARow);
    this.noticed = last.length === epochsInARow && last.every((growth) => growth > 0);
    return this.noticed ? last.at(-1) : undefined;
  }
}
