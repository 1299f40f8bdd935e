import type { SuiteResults } from '@ballast/suite';
import { finishedAt, rowsOf, type FinishedCell, type Setting } from '../../grid.ts';
import { mean, quantile } from '../../statistics/descriptive.ts';
import { labelStates, trainLabels, type LabelState } from '../../trainLabels.ts';

/** The learned weights of the samples with one given label, over all seeds. */
export interface ClassWeights {
  readonly methodLabel: string;
  readonly className: string;
  readonly labels: LabelState;
  readonly mean: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly samples: number;
}

/** For each method with learned weights; empty where there is none, or the truth is not known. */
export function sampleWeightsData(results: SuiteResults, setting: Setting): ClassWeights[] {
  return rowsOf(results).flatMap((row) => {
    const cells = finishedAt(results, row, setting);
    return labelStates.flatMap((labels) => {
      const byClass = results.classNames.map((): number[] => []);
      for (const cell of cells) collectWeights(cell, labels, byClass);
      return results.classNames.flatMap((className, index) => {
        const weights = Float64Array.from(byClass[index] ?? []).sort();
        return weights.length === 0 ? [] : [{ methodLabel: row.label, className, labels, ...spread(weights) }];
      });
    });
  });
}

/** Adds the cell's weights to those of their given class. */
function collectWeights(cell: FinishedCell, wanted: LabelState, byClass: readonly number[][]): void {
  const weights = cell.array('sampleWeights')?.data;
  const labels = trainLabels(cell);
  if (weights === undefined || weights.length !== labels?.given.length) return;
  weights.forEach((weight: number, sample: number) => {
    if (labels.isMislabelled(sample) === (wanted === 'mislabelled')) {
      byClass[labels.given[sample] ?? -1]?.push(weight);
    }
  });
}

function spread(sorted: Float64Array) {
  return {
    mean: mean(Array.from(sorted)),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    samples: sorted.length,
  };
}
