import { positionsByClass, type Random } from '@ballast/core';

/**
 * `counts[k]` random positions of each class k, ascending. Each class has a stream of its own,
 * and more of a class contains fewer of it.
 */
export function drawPerClass(labels: Int32Array, counts: readonly number[], random: Random): Int32Array {
  const chosen = positionsByClass(labels, counts.length).flatMap((positions, label) => {
    const order = random.split(label).permutation(positions.length).subarray(0, counts[label]);
    return Array.from(order, (place) => positions[place] as number);
  });
  return Int32Array.from(chosen).sort();
}

/** `all` without `taken`, in the order of `all`. */
export function without(all: Int32Array, taken: Int32Array): Int32Array {
  const gone = new Set(taken);
  return all.filter((value) => !gone.has(value));
}

/** `values[position]` for every position. */
export function pick(values: Int32Array, positions: Int32Array): Int32Array {
  return positions.map((position) => values[position] as number);
}
