/** Where two samples are the same: a distance of this part of the farthest neighbour's. */
const smallestRatio = 1e-8;

/**
 * [B] the local intrinsic dimensionality at each of B points, estimated by maximum likelihood from the distances r_1 ≤
 * … ≤ r_k to its nearest neighbours among the others: −(1/k · Σ ln(r_i / r_k))⁻¹ (Ma et al. 2018, eq. 3). Infinite where
 * all k are equally far.
 * @param features B rows of `length` numbers
 * @param neighbours k; all others where there are fewer
 */
export function localDimensionalities(features: Float32Array, length: number, neighbours: number): number[] {
  const count = features.length / length;
  const rows = Array.from({ length: count }, (_, row) => features.subarray(row * length, (row + 1) * length));
  return rows.map((row, own) => {
    const distances = rows.flatMap((other, index) => (index === own ? [] : [distance(row, other)]));
    return fromDistances(distances.sort((first, second) => first - second).slice(0, neighbours));
  });
}

/** @param distances ascending */
function fromDistances(distances: readonly number[]): number {
  const farthest = distances.at(-1) ?? 0;
  if (farthest === 0) return Number.POSITIVE_INFINITY;
  const sum = distances.reduce((total, one) => total + Math.log(Math.max(one / farthest, smallestRatio)), 0);
  return distances.length / Math.abs(sum);
}

function distance(first: Float32Array, second: Float32Array): number {
  let squares = 0;
  for (let index = 0; index < first.length; index++) {
    squares += ((first[index] as number) - (second[index] as number)) ** 2;
  }
  return Math.sqrt(squares);
}
