import { meanLosses, type LossCurves, type NamedArray } from '@ballast/core';
import { bestOnTest, bestOnValidation, lastEvaluation } from './bestEpoch.ts';
import { confusionMatrix, mean } from './metrics.ts';
import { areaUnderRoc, areaUnderRocWithin } from './roc.ts';
import type { CellSummary, DetectionAreas, EpochMetrics, NoiseDetection, SelectionScore } from './types.ts';

export interface SummaryInputs {
  readonly classCount: number;
  /** The lines of the evaluated phase's log. */
  readonly epochs: readonly EpochMetrics[];
  /** [test] after the last epoch. */
  readonly testPredictions: Int32Array;
  /** [test] */
  readonly testLabels: Int32Array;
  /** Whether somebody knows that these are right. */
  readonly testLabelsUnchecked?: boolean | undefined;
  /** [N] of the train set. */
  readonly givenLabels: Int32Array;
  /** [N]; undefined where nobody knows the truth. */
  readonly trueLabels: Int32Array | undefined;
  /** [N] learned weights after the last epoch, where the method learned some. */
  readonly sampleWeights?: NamedArray | undefined;
  /** [N, epochs] raw losses of the probing phase, where there was one. */
  readonly lossCurves?: LossCurves | undefined;
  readonly withBestOnTest?: boolean | undefined;
  /** What the best epoch on validation is best by. */
  readonly selectBy?: SelectionScore | undefined;
}

/** All that a table shows of a cell. @throws Error when no epoch was evaluated. */
export function summarize(inputs: SummaryInputs): CellSummary {
  const last = lastEvaluation(inputs.epochs);
  if (last === undefined) throw new Error('No epoch of the evaluated phase has a test evaluation.');
  const mislabelled = isMislabelled(inputs.givenLabels, inputs.trueLabels);
  return {
    last,
    bestOnValidation: bestOnValidation(inputs.epochs, inputs.selectBy),
    ...(inputs.selectBy !== undefined && { selectedBy: inputs.selectBy }),
    bestOnTest: inputs.withBestOnTest === true ? bestOnTest(inputs.epochs) : undefined,
    ...(inputs.testLabelsUnchecked === true && { testLabelsUnchecked: true }),
    ...otherTests(inputs.epochs),
    confusion: confusionMatrix(inputs.testPredictions, inputs.testLabels, inputs.classCount),
    cleanCounts: countsOf(inputs, mislabelled, false),
    mislabelledCounts: countsOf(inputs, mislabelled, true),
    noiseDetection: noiseDetection(inputs, mislabelled),
    meanWeight: meanWeight(inputs.sampleWeights, mislabelled),
  };
}

function otherTests(epochs: readonly EpochMetrics[]): Pick<CellSummary, 'otherTests'> {
  const found = epochs.findLast((metrics) => metrics.otherTests !== undefined)?.otherTests;
  return found === undefined ? {} : { otherTests: found };
}

/** [N] whether the given label is not the true one; all false where the truth is unknown. */
export function isMislabelled(givenLabels: Int32Array, trueLabels: Int32Array | undefined): boolean[] {
  return Array.from(givenLabels, (label, index) => trueLabels !== undefined && label !== trueLabels[index]);
}

function countsOf(
  { givenLabels, classCount }: SummaryInputs,
  mislabelled: readonly boolean[],
  which: boolean,
): number[] {
  const counts = new Array<number>(classCount).fill(0);
  givenLabels.forEach((label, index) => {
    if (mislabelled[index] === which) counts[label] = (counts[label] ?? 0) + 1;
  });
  return counts;
}

function noiseDetection(
  { givenLabels, sampleWeights, lossCurves }: SummaryInputs,
  mislabelled: readonly boolean[],
): NoiseDetection | undefined {
  if (!mislabelled.includes(true)) return undefined;
  const lowWeights = sampleWeights && Array.from(sampleWeights.data, (weight) => -weight);
  const highLosses = lossCurves && meanLosses(lossCurves);
  const areasBy = (area: (scores: ArrayLike<number>) => number | undefined): DetectionAreas => ({
    sampleWeights: lowWeights && area(lowWeights),
    probingLoss: highLosses && area(highLosses),
  });
  return {
    ...areasBy((scores) => areaUnderRoc(scores, mislabelled)),
    withinClasses: areasBy((scores) => areaUnderRocWithin(givenLabels, scores, mislabelled)),
  };
}

function meanWeight(sampleWeights: NamedArray | undefined, mislabelled: readonly boolean[]): CellSummary['meanWeight'] {
  if (sampleWeights === undefined) return undefined;
  const weights = Array.from(sampleWeights.data);
  return {
    clean: mean(weights.filter((_, index) => mislabelled[index] === false)),
    mislabelled: mislabelled.includes(true) ? mean(weights.filter((_, index) => mislabelled[index])) : undefined,
  };
}
