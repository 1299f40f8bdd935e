/** Classes by how many training samples carry their label. */
export interface ClassGroups {
  /** The third with most samples. */
  readonly head: readonly number[];
  /** The third with fewest samples. */
  readonly tail: readonly number[];
}

/** Thirds of the classes by given count, at least one class each; equal counts keep the order of the classes. */
export function classGroups(givenCounts: readonly number[]): ClassGroups {
  const order = givenCounts.map((count, index) => ({ count, index })).sort((one, other) => other.count - one.count);
  const third = Math.max(1, Math.floor(order.length / 3));
  const indices = order.map(({ index }) => index);
  return { head: indices.slice(0, third), tail: indices.slice(-third) };
}
