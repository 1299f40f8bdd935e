/**
 * Area under the ROC curve: the probability that a random positive sample scores above a random negative one,
 * ties counted half (Mann and Whitney 1947). Samples without a score (NaN) are left out.
 * Undefined when one of the two kinds is missing.
 */
export function areaUnderRoc(scores: ArrayLike<number>, isPositive: ArrayLike<boolean>): number | undefined {
  const order = Array.from({ length: scores.length }, (_, index) => index)
    .filter((index) => !Number.isNaN(scores[index]))
    .sort((first, second) => (scores[first] as number) - (scores[second] as number));
  let positives = 0;
  let negatives = 0;
  let wins = 0;
  for (let start = 0; start < order.length;) {
    let tiedPositives = 0;
    let end = start;
    const score = scores[order[start] as number];
    for (; end < order.length && scores[order[end] as number] === score; end++) {
      if (isPositive[order[end] as number] === true) tiedPositives++;
    }
    const tiedNegatives = end - start - tiedPositives;
    wins += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    start = end;
  }
  return positives === 0 || negatives === 0 ? undefined : wins / (positives * negatives);
}
