import { meanLosses } from '@ballast/core';
import type { SuiteResults } from '@ballast/suite';
import { finishedAt, rowsOf, type FinishedCell, type MethodRow, type Setting } from '../../grid.ts';
import { mean } from '../../statistics/descriptive.ts';
import {
  averagePrecision,
  detectionCurve,
  precisionAtRecall,
  recallAtFalsePositiveRate,
  type DetectionPoint,
} from '../../statistics/detection.ts';
import { trainLabels } from '../../trainLabels.ts';

/** How well one score finds mislabelled samples, curves averaged over seeds. */
export interface DetectionScore {
  readonly label: string;
  /** What speaks for a wrong label: a low learned weight, or a high mean raw loss. */
  readonly score: 'weights' | 'raw loss';
  readonly seeds: number;
  /** [points] recall at each false positive rate of `detectionGrid`. */
  readonly roc: readonly number[];
  /** [points] precision at each recall of `detectionGrid`. */
  readonly precision: readonly number[];
  readonly averagePrecision: number;
}

/** Where curves of several seeds are averaged: 0, 0.02 … 1. */
export const detectionGrid: readonly number[] = Array.from({ length: 51 }, (_, index) => index / 50);

/** More lines are not to be told apart. */
const mostLearners = 7;

export interface DetectionData {
  readonly scores: readonly DetectionScore[];
  /** Share of mislabelled samples: the precision of chance. */
  readonly prevalence: number;
  /** Rows with learned weights that are not shown. */
  readonly left: number;
}

/** Of the rows that learned weights, and of the first one's raw losses; undefined where no truth is known. */
export function detectionData(results: SuiteResults, setting: Setting): DetectionData | undefined {
  const learners = rowsOf(results).filter((row) =>
    finishedAt(results, row, setting).some(({ summary }) => summary.noiseDetection?.sampleWeights !== undefined),
  );
  const scores = [
    ...learners.slice(0, mostLearners).flatMap((row) => scoreOf(results, row, setting, 'weights')),
    ...rawLoss(results, setting),
  ];
  if (scores.length === 0) return undefined;
  const left = Math.max(0, learners.length - mostLearners);
  return { scores, prevalence: prevalenceIn(results, setting), left };
}

/** Methods share their probing phase, so one row speaks for all. */
function rawLoss(results: SuiteResults, setting: Setting): DetectionScore[] {
  const recorder = rowsOf(results).find((row) =>
    finishedAt(results, row, setting).some(({ summary }) => summary.noiseDetection?.probingLoss !== undefined),
  );
  return recorder === undefined ? [] : scoreOf(results, recorder, setting, 'raw loss');
}

function scoreOf(
  results: SuiteResults,
  row: MethodRow,
  setting: Setting,
  score: DetectionScore['score'],
): DetectionScore[] {
  const curves = finishedAt(results, row, setting).flatMap((cell) => curveOf(cell, score) ?? []);
  if (curves.length === 0) return [];
  const average = (valueOf: (points: readonly DetectionPoint[], at: number) => number) =>
    detectionGrid.map((at) => mean(curves.map(({ points }) => valueOf(points, at))));
  return [
    {
      ...{ label: row.label, score, seeds: curves.length },
      roc: average(recallAtFalsePositiveRate),
      precision: average(precisionAtRecall),
      averagePrecision: mean(curves.map(({ points }) => averagePrecision(points))),
    },
  ];
}

function curveOf(
  cell: FinishedCell,
  score: DetectionScore['score'],
): { readonly points: readonly DetectionPoint[] } | undefined {
  const labels = trainLabels(cell);
  const scores = score === 'weights' ? lowWeights(cell) : highLosses(cell);
  if (labels === undefined || scores?.length !== labels.given.length) return undefined;
  const points = detectionCurve(scores, labels.isMislabelled);
  return points && { points };
}

/** [N] */
function lowWeights(cell: FinishedCell): Float32Array | undefined {
  return cell.array('sampleWeights')?.data.map((weight: number) => -weight) as Float32Array | undefined;
}

/** [N] */
function highLosses(cell: FinishedCell): Float64Array | undefined {
  const curves = cell.lossCurves();
  return curves && meanLosses(curves);
}

function prevalenceIn(results: SuiteResults, setting: Setting): number {
  const noisy = rowsOf(results)
    .flatMap((row) => finishedAt(results, row, setting))
    .filter(({ summary }) => summary.noiseDetection !== undefined);
  return mean(
    noisy.map(({ summary: { mislabelledCounts, cleanCounts } }) => {
      const mislabelled = mislabelledCounts.reduce((sum, count) => sum + count, 0);
      return mislabelled / cleanCounts.reduce((sum, count) => sum + count, mislabelled);
    }),
  );
}
