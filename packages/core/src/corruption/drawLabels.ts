import type { TransitionMatrix } from '../contracts/corruption.ts';
import type { Random } from '../random/random.ts';

/** [N] given labels: each drawn independently from the row of its true label. */
export function drawLabels(matrix: TransitionMatrix, trueLabels: Int32Array, random: Random): Int32Array {
  return trueLabels.map((label) => {
    const row = matrix[label];
    if (row === undefined) throw new RangeError(`The transition matrix has no row ${String(label)}.`);
    return random.categorical(row);
  });
}
