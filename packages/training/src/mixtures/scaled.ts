/** (value − min) / (max − min), in [0, 1]; 0 where all are equal. */
export function scaled(values: Float32Array): Float32Array {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [least, largest] = [Math.min(least, value), Math.max(largest, value)];
  const range = largest - least;
  return values.map((value) => (range === 0 ? 0 : (value - least) / range));
}
