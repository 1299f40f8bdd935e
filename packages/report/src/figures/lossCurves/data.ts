import { blocksOf, classThirds, type LossCurves } from '@ballast/core';
import type { SuiteResults } from '@ballast/suite';
import { finishedAt, rowsOf, type FinishedCell, type MethodRow, type Setting } from '../../grid.ts';
import { mean } from '../../statistics/descriptive.ts';
import { labelStates, trainLabels, type LabelState } from '../../trainLabels.ts';

export type ClassGroup = 'head' | 'tail';

export interface MeanLossCurve {
  readonly group: ClassGroup;
  readonly labels: LabelState;
  /** Mean loss by epoch, over the samples of a seed and then over seeds. */
  readonly losses: readonly number[];
}

export interface LossCurvesData {
  /** The method that recorded them. */
  readonly methodLabel: string;
  readonly curves: readonly MeanLossCurve[];
  readonly seeds: number;
  /** How many classes are head, and how many tail. */
  readonly groupSize: number;
}

/**
 * Mean loss curves of clean and mislabelled samples in head and tail classes, by given label.
 * The first method that learned weights from such curves speaks for all, since methods share their probing phase;
 * without one, the first that recorded any.
 * Undefined where no finished cell has loss curves and known true labels.
 */
export function lossCurvesData(results: SuiteResults, setting: Setting): LossCurvesData | undefined {
  for (const row of weightLearnersFirst(results, setting)) {
    const bySeed = finishedAt(results, row, setting)
      .map((cell) => curvesOf(cell, results.classNames.length))
      .filter((curves) => curves !== undefined);
    const [first] = bySeed;
    if (first === undefined) continue;
    return {
      methodLabel: row.label,
      curves: averageOverSeeds(bySeed),
      seeds: bySeed.length,
      groupSize: groupSize(results),
    };
  }
  return undefined;
}

function weightLearnersFirst(results: SuiteResults, setting: Setting): MethodRow[] {
  const learnsWeights = (row: MethodRow) =>
    finishedAt(results, row, setting).some(({ summary }) => summary.meanWeight !== undefined);
  const learners = rowsOf(results).filter(learnsWeights);
  return [...learners, ...rowsOf(results).filter((row) => !learners.includes(row))];
}

function groupSize({ classNames }: SuiteResults): number {
  return classThirds(classNames.map(() => 0)).head.length;
}

function curvesOf(cell: FinishedCell, classCount: number): MeanLossCurve[] | undefined {
  const stored = cell.lossCurves();
  const labels = trainLabels(cell);
  if (stored === undefined || labels === undefined || stored.sampleCount !== labels.given.length) return undefined;
  const samples = Array.from(labels.given, (label, sample) => ({ label, sample }));
  const counts = Array.from({ length: classCount }, () => 0);
  for (const { label } of samples) counts[label] = (counts[label] ?? 0) + 1;
  const groups = classThirds(counts);
  return (['head', 'tail'] as const).flatMap((group) =>
    labelStates.flatMap((state) => {
      const members = samples
        .filter(({ label }) => groups[group].includes(label))
        .filter(({ sample }) => labels.isMislabelled(sample) === (state === 'mislabelled'))
        .map(({ sample }) => sample);
      return members.length === 0 ? [] : [{ group, labels: state, losses: meanCurve(stored, members) }];
    }),
  );
}

/** @param samples ascending */
function meanCurve(curves: LossCurves, samples: readonly number[]): number[] {
  const sums = Array.from({ length: curves.length }, () => 0);
  let next = 0;
  for (const { first, count, values } of blocksOf(curves)) {
    for (; next < samples.length && (samples[next] as number) < first + count; next++) {
      const start = ((samples[next] as number) - first) * curves.length;
      for (let epoch = 0; epoch < sums.length; epoch++) {
        sums[epoch] = (sums[epoch] ?? 0) + (values[start + epoch] ?? Number.NaN);
      }
    }
  }
  return sums.map((sum) => sum / samples.length);
}

function averageOverSeeds(bySeed: readonly (readonly MeanLossCurve[])[]): MeanLossCurve[] {
  const all = bySeed.flat();
  return (['head', 'tail'] as const).flatMap((group) =>
    labelStates.flatMap((labels) => {
      const same = all.filter((curve) => curve.group === group && curve.labels === labels);
      const epochs = Math.min(...same.map(({ losses }) => losses.length));
      if (same.length === 0) return [];
      const losses = Array.from({ length: epochs }, (_, epoch) =>
        mean(same.map((curve) => curve.losses[epoch] ?? Number.NaN)),
      );
      return [{ group, labels, losses }];
    }),
  );
}
