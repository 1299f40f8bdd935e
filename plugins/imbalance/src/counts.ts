import { UserError } from '@ballast/core';

/** What every profile starts from: with ratio 1 all classes keep this many. */
export function smallestClass(available: readonly number[]): number {
  return Math.min(...available);
}

/** @throws UserError naming the first class that keeps nothing. */
export function requireSamples(
  counts: readonly number[],
  available: readonly number[],
  classNames: readonly string[] | undefined,
): readonly number[] {
  const empty = counts.findIndex((count) => count < 1);
  if (empty === -1) return counts;
  throw new UserError({
    what: `the class "${classNames?.[empty] ?? String(empty)}" would keep none of its ${String(available[empty])} samples.`,
    where: 'imbalance.ratio',
    fix: `Take a ratio of at most ${String(smallestClass(available))}, the size of the smallest class.`,
  });
}
