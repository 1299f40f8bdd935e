/**
 * [N] int32: where a sample's loss stands among those of its given class, in `ranks` steps from 0 (smallest) on:
 * ⌊j / (n + 1) · ranks⌋ for place j of n.
 */
export function lossRanks(losses: Float32Array, givenLabels: Int32Array, ranks: number): Int32Array {
  const result = new Int32Array(losses.length);
  for (const positions of positionsByClass(givenLabels)) {
    positions.sort((first, second) => (losses[first] as number) - (losses[second] as number));
    positions.forEach((position, place) => {
      result[position] = Math.trunc((place / (positions.length + 1)) * ranks);
    });
  }
  return result;
}

function positionsByClass(givenLabels: Int32Array): Iterable<number[]> {
  const classes = new Map<number, number[]>();
  givenLabels.forEach((label, position) => {
    const positions = classes.get(label);
    if (positions === undefined) classes.set(label, [position]);
    else positions.push(position);
  });
  return classes.values();
}
