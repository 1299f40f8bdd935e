/**
 * Area under the ROC curve: the probability that a random positive sample scores above a random negative one,
 * ties counted half (Mann and Whitney 1947). Samples without a score (NaN) are left out.
 * Undefined when one of the two kinds is missing.
 */
export function areaUnderRoc(scores: ArrayLike<number>, isPositive: ArrayLike<boolean>): number | undefined {
  return shareOf([
    orderedPairs(
      scores,
      isPositive,
      Array.from({ length: scores.length }, (_, index) => index),
    ),
  ]);
}

/**
 * The same of pairs within one group alone: what a score tells beside the group. Mislabelled samples are many in some
 * classes and few in others, so that a score that tells classes apart, and nothing more, does well or ill over all pairs
 * and is at 0.5 here.
 * Undefined when no group has both kinds.
 */
export function areaUnderRocWithin(
  groups: ArrayLike<number>,
  scores: ArrayLike<number>,
  isPositive: ArrayLike<boolean>,
): number | undefined {
  const members = new Map<number, number[]>();
  for (let index = 0; index < scores.length; index++) {
    const group = groups[index] as number;
    const known = members.get(group);
    if (known === undefined) members.set(group, [index]);
    else known.push(index);
  }
  return shareOf([...members.values()].map((among) => orderedPairs(scores, isPositive, among)));
}

/** Of a positive and a negative sample each. */
interface Pairs {
  /** Those in which the positive one scores higher; ties count half. */
  readonly inOrder: number;
  readonly all: number;
}

function shareOf(parts: readonly Pairs[]): number | undefined {
  const all = parts.reduce((sum, part) => sum + part.all, 0);
  return all === 0 ? undefined : parts.reduce((sum, part) => sum + part.inOrder, 0) / all;
}

function orderedPairs(scores: ArrayLike<number>, isPositive: ArrayLike<boolean>, among: readonly number[]): Pairs {
  const order = among
    .filter((index) => !Number.isNaN(scores[index]))
    .sort((first, second) => (scores[first] as number) - (scores[second] as number));
  let positives = 0;
  let negatives = 0;
  let inOrder = 0;
  for (let start = 0; start < order.length;) {
    let tiedPositives = 0;
    let end = start;
    const score = scores[order[start] as number];
    for (; end < order.length && scores[order[end] as number] === score; end++) {
      if (isPositive[order[end] as number] === true) tiedPositives++;
    }
    const tiedNegatives = end - start - tiedPositives;
    inOrder += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    start = end;
  }
  return { inOrder, all: positives * negatives };
}
