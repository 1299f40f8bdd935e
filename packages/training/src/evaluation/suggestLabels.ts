import type { Batch, EpochRecord, SampleSet } from '@ballast/core';
import { logitBatches } from './predict.ts';

/**
 * [N] of every sample the most probable class but its given one: what a person may want to put in its place. A network
 * that has learned wrong labels by heart predicts them, so its first choice would tell nothing.
 */
export async function suggestLabels(
  classifier: EpochRecord['classifier'],
  set: SampleSet,
  batches: AsyncIterable<Batch>,
): Promise<Int32Array> {
  const suggested = new Int32Array(set.count);
  for await (const { positions, rowAt } of logitBatches(classifier, batches)) {
    positions.forEach((position, index) => {
      suggested[position] = largestBut(rowAt(index), set.givenLabels[position] ?? -1);
    });
  }
  return suggested;
}

/** The place of the first largest value, one place left out. */
function largestBut(values: Float32Array, excluded: number): number {
  let best = excluded === 0 ? 1 : 0;
  for (let index = best + 1; index < values.length; index++) {
    if (index !== excluded && (values[index] as number) > (values[best] as number)) best = index;
  }
  return best;
}
