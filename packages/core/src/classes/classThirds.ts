/** Class indices, those with the most training samples first. */
export interface ClassThirds {
  readonly head: readonly number[];
  readonly medium: readonly number[];
  readonly tail: readonly number[];
}

/**
 * The classes in thirds by training count: K/3 of them, rounded down but at least one, are the head and as many the
 * tail. Classes of equal count stand in the order of their index.
 */
export function classThirds(trainCounts: readonly number[]): ClassThirds {
  const order = trainCounts
    .map((_, label) => label)
    .sort((first, second) => (trainCounts[second] ?? 0) - (trainCounts[first] ?? 0) || first - second);
  const third = Math.max(1, Math.floor(order.length / 3));
  return {
    head: order.slice(0, third),
    medium: order.slice(third, order.length - third),
    tail: order.slice(order.length - third),
  };
}
