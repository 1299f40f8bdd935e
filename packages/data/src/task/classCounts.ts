import { UserError } from '@ballast/core';

/**
 * `total` shared out equally, the first classes taking one more where it does not divide.
 * @throws UserError naming the class that has too few, or the first that would get none.
 */
export function balancedCounts(
  total: number,
  available: readonly number[],
  classNames: readonly string[],
  where: string,
): number[] {
  const classCount = available.length;
  if (total < classCount) {
    throw new UserError({
      what: `${String(total)} images leave the class "${classNames[total] ?? ''}" without samples.`,
      where,
      fix: `Take at least one image of each of the ${String(classCount)} classes.`,
    });
  }
  const counts = available.map((_, label) => Math.floor(total / classCount) + (label < total % classCount ? 1 : 0));
  requireAvailable(counts, available, classNames, where);
  return counts;
}

/** @throws UserError naming the first class that has fewer than `counts` asks for; `kind` says of what. */
export function requireAvailable(
  counts: readonly number[],
  available: readonly number[],
  classNames: readonly string[],
  where: string,
  kind = '',
): void {
  const short = counts.findIndex((count, label) => count > (available[label] ?? 0));
  if (short === -1) return;
  const found = available[short] ?? 0;
  const images = `${String(found)} ${kind}${found === 1 ? 'image' : 'images'}`;
  throw new UserError({
    what: `the class "${classNames[short] ?? ''}" has ${images}, ${String(counts[short])} are asked for.`,
    where,
  });
}

/** @throws UserError naming the classes that `counts` leaves empty; `stage` says when. */
export function requireEveryClass(counts: readonly number[], classNames: readonly string[], stage: string): void {
  const empty = classNames.filter((_, label) => !((counts[label] ?? 0) > 0));
  if (empty.length === 0) return;
  const names = empty.map((name) => `"${name}"`).join(', ');
  throw new UserError({
    what: `${stage}, the class${empty.length > 1 ? 'es' : ''} ${names} ${empty.length > 1 ? 'are' : 'is'} without samples.`,
    where: 'data',
    fix: 'Take a smaller imbalance ratio, noise rate, meta set or validation split, or more training images.',
  });
}
