/**
 * Weight of each class by its effective number of samples, (1 − β) / (1 − β^n_k), rescaled to sum to K
 * (Cui et al. 2019, "Class-Balanced Loss Based on Effective Number of Samples", eq. 2 and section 4).
 * β = 0 weighs all classes alike; towards 1 the weights approach 1 / n_k.
 * @param classCounts [K]; a class without samples counts as having one.
 * @param beta in [0, 1)
 * @returns [K]
 */
export function effectiveNumberWeights(classCounts: readonly number[], beta: number): number[] {
  const raw = classCounts.map((count) => (1 - beta) / (1 - beta ** Math.max(count, 1)));
  const scale = raw.length / raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight * scale);
}
