/** What is found when every sample with at least a certain score counts as mislabelled. */
export interface DetectionPoint {
  /** Of the clean samples, how many are taken for mislabelled. */
  readonly falsePositiveRate: number;
  /** Recall: of the mislabelled samples, how many are found. */
  readonly truePositiveRate: number;
  /** Of the samples found, how many are mislabelled. */
  readonly precision: number;
}

/**
 * The points of the ROC and the precision-recall curve, one for each distinct score from the highest down; samples
 * with equal scores are found together, and those without one (NaN) are left out.
 * Undefined where one of the two kinds is missing.
 * @param scores [N] a high one speaks for a wrong label
 */
export function detectionCurve(
  scores: ArrayLike<number>,
  isMislabelled: (sample: number) => boolean,
): DetectionPoint[] | undefined {
  const samples = Array.from(scores, (score, sample) => ({ score, positive: isMislabelled(sample) }))
    .filter(({ score }) => !Number.isNaN(score))
    .sort((one, other) => other.score - one.score);
  const positives = samples.filter(({ positive }) => positive).length;
  const negatives = samples.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  let found = 0;
  return samples.flatMap(({ score, positive }, index) => {
    found += Number(positive);
    if (samples[index + 1]?.score === score) return [];
    const taken = index + 1;
    return [
      { falsePositiveRate: (taken - found) / negatives, truePositiveRate: found / positives, precision: found / taken },
    ];
  });
}

/** Area under the ROC curve by trapezoids from (0, 0). */
export function areaUnderCurve(points: readonly DetectionPoint[]): number {
  let [left, below, area] = [0, 0, 0];
  for (const { falsePositiveRate, truePositiveRate } of points) {
    area += ((falsePositiveRate - left) * (truePositiveRate + below)) / 2;
    [left, below] = [falsePositiveRate, truePositiveRate];
  }
  return area;
}

/** Area under the precision-recall curve as a sum of steps: the mean precision over the mislabelled samples. */
export function averagePrecision(points: readonly DetectionPoint[]): number {
  return points.reduce(
    (sum, { precision, truePositiveRate }, index) =>
      sum + precision * (truePositiveRate - (points[index - 1]?.truePositiveRate ?? 0)),
    0,
  );
}

/** The highest recall that takes no larger share of the clean samples. */
export function recallAtFalsePositiveRate(points: readonly DetectionPoint[], rate: number): number {
  const reached = points.findLast(({ falsePositiveRate }) => falsePositiveRate <= rate + rounding);
  return reached?.truePositiveRate ?? 0;
}

/** The precision with which at least this share of the mislabelled samples is found. */
export function precisionAtRecall(points: readonly DetectionPoint[], recall: number): number {
  const reached = points.find(({ truePositiveRate }) => truePositiveRate >= recall - rounding);
  return reached?.precision ?? Number.NaN;
}

/** Shares of counts and points of a grid are the same up to this. */
const rounding = 1e-9;
