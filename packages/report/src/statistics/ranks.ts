/** The rank of each value, 1 the smallest; equal values share the mean of their ranks. */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((one, other) => at(values, one) - at(values, other));
  const ranks = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length;) {
    const end = endOfTie(values, order, start);
    for (const index of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

function endOfTie(values: readonly number[], order: readonly number[], start: number): number {
  let end = start + 1;
  while (end < order.length && at(values, order[end]) === at(values, order[start])) end += 1;
  return end;
}

function at(values: readonly number[], index: number | undefined): number {
  return values[index ?? -1] ?? Number.NaN;
}
