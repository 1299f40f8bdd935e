import type { Random, SampleSet } from '@ballast/core';
import { selectSamples } from '@ballast/training';

/**
 * λ_k = err_k^errorPower / n_k^countPower, divided by the largest: uncertain and small classes are regularised most
 * (Cao et al. 2021, section 3; the powers are those of the authors' code).
 * @param errors [K] in [0, 1]
 * @param classCounts [K] of the given labels; a class without samples counts as having one
 * @returns [K] in [0, 1]; all 0 where no class has an error
 */
export function regularisationStrengths(
  errors: ArrayLike<number>,
  classCounts: readonly number[],
  { errorPower, countPower }: { readonly errorPower: number; readonly countPower: number },
): number[] {
  const raw = classCounts.map((count, label) => (errors[label] ?? 0) ** errorPower / Math.max(count, 1) ** countPower);
  const largest = Math.max(...raw);
  return raw.map((value) => (largest > 0 ? value / largest : 0));
}

/** Two random halves of a set; the first one is the larger where the count is odd. */
export function halves(set: SampleSet, random: Random): readonly [SampleSet, SampleSet] {
  const order = random.permutation(set.count);
  const middle = Math.ceil(set.count / 2);
  const half = (positions: Int32Array): SampleSet => selectSamples(set, positions, set.role);
  return [half(order.subarray(0, middle)), half(order.subarray(middle))];
}
