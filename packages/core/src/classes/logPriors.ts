/**
 * ln π_k of the class priors π = n / N.
 * @param classCounts [K]; a class without samples counts as having one, so that its prior has a logarithm.
 * @returns [K]
 */
export function logPriors(classCounts: readonly number[]): number[] {
  const counts = classCounts.map((count) => Math.max(count, 1));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => Math.log(count / total));
}
