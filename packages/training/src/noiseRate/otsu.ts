/**
 * How much of a list of numbers lies above the threshold that parts it best: that with the largest variance between
 * the means of its two sides (Otsu 1979, over the numbers themselves). 0 where all are the same.
 */
export function shareAbove(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  const total = sorted.reduce((sum, value) => sum + value, 0);
  let below = 0;
  let best = 0;
  let share = 0;
  for (let size = 1; size < count; size++) {
    below += sorted[size - 1] as number;
    if (sorted[size] === sorted[size - 1]) continue;
    const distance = (total - below) / (count - size) - below / size;
    const variance = size * (count - size) * distance ** 2;
    if (variance <= best) continue;
    best = variance;
    share = (count - size) / count;
  }
  return share;
}
