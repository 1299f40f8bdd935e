import type { SuiteResults, TableAxisEntry } from '@ballast/suite';
import { hasMislabelled } from '../cells.ts';
import { classCountsData } from './classCountsData.ts';
import { confusionData } from './confusionData.ts';
import { drawClassCounts } from './drawClassCounts.ts';
import { drawConfusion } from './drawConfusion.ts';
import { drawLossCurves } from './drawLossCurves.ts';
import { drawSampleWeights } from './drawSampleWeights.ts';
import { lossCurvesData } from './lossCurvesData.ts';
import { sampleWeightsData } from './sampleWeightsData.ts';

export interface Figure {
  readonly id: 'loss-curves' | 'class-counts' | 'sample-weights' | 'confusion';
  readonly title: string;
  /** What to see, and which figure of a publication shows the same. */
  readonly caption: string;
  /** Undefined where no finished cell has what the figure needs. */
  readonly svg: string | undefined;
}

const source = 'Jiang et al. 2022 (CurveNet, AAAI, arXiv 2201.00849)';
const sameKind = `A kind of figure that ${source} argues with (figures 4 to 6).`;

/** The four figures of a corruption. */
export function figuresOf(results: SuiteResults, corruption: TableAxisEntry): readonly Figure[] {
  return [
    lossCurvesFigure(results, corruption),
    classCountsFigure(results, corruption),
    sampleWeightsFigure(results, corruption),
    confusionFigure(results, corruption),
  ];
}

function lossCurvesFigure(results: SuiteResults, corruption: TableAxisEntry): Figure {
  const data = lossCurvesData(results, corruption);
  const groups = data === undefined ? 'A third' : `The ${countOf(data.groupSize, 'class', 'classes')}`;
  return {
    id: 'loss-curves',
    title: 'Mean loss curves',
    caption:
      `Training loss by epoch${data === undefined ? '' : ` as ${data.methodLabel} recorded it`}, averaged over the samples of each kind${seedsOf(data?.seeds)}. ` +
      `${groups} with most given labels are head, as many with fewest are tail. Look at whether mislabelled ` +
      'samples (orange) stay above clean ones (blue), and whether clean tail samples (blue, dashed) come close to ' +
      `mislabelled ones: where they do at one epoch but not over the whole curve, the curve tells more than a single loss. ` +
      `Corresponds to figure 1 of ${source}.`,
    svg: data && drawLossCurves(data),
  };
}

function classCountsFigure(results: SuiteResults, corruption: TableAxisEntry): Figure {
  const data = classCountsData(results, corruption);
  return {
    id: 'class-counts',
    title: 'Class counts',
    caption:
      `Training samples by given label${data === undefined ? '' : ` as ${data.methodLabel} sees them`}` +
      `${seedsOf(data?.seeds)}. Look at the share of mislabelled samples under the labels of small classes: ` +
      'label noise that comes out of large classes weighs most there. ' +
      sameKind,
    svg: data && drawClassCounts(data),
  };
}

function sampleWeightsFigure(results: SuiteResults, corruption: TableAxisEntry): Figure {
  const weights = sampleWeightsData(results, corruption);
  return {
    id: 'sample-weights',
    title: 'Learned weights',
    caption:
      'Weights after the last epoch by given label, the samples of all seeds together: the mark is the mean, the line ' +
      'runs from the lower to the upper quartile (a mean outside its line tells of a few extreme weights). Look at the ' +
      'distance between clean and mislabelled samples, and whether it holds in small classes. ' +
      sameKind,
    svg: weights.length === 0 ? undefined : drawSampleWeights(weights),
  };
}

function confusionFigure(results: SuiteResults, corruption: TableAxisEntry): Figure {
  const matrices = confusionData(results, corruption);
  const [only, other] = matrices.map(({ methodLabel }) => methodLabel);
  const who =
    other === undefined
      ? `${only ?? 'the best method'} (no other method with every seed does better)`
      : `${only ?? ''}, the suite’s first method, and of ${other}, the one with the highest mean accuracy`;
  const noise = hasMislabelled(results, corruption) ? ' Look at whether errors follow the label noise.' : '';
  return {
    id: 'confusion',
    title: 'Confusion matrices',
    caption:
      `Test samples after the last epoch of ${who}: rows are true classes, numbers are percent of a row${seedsOf(matrices[0]?.seeds)}; less than half a percent is left out.` +
      `${noise} ${sameKind}`,
    svg: matrices.length === 0 ? undefined : drawConfusion(matrices, results.classNames),
  };
}

function seedsOf(seeds: number | undefined): string {
  return seeds === undefined ? '' : seeds === 1 ? ' (one seed)' : ` (mean over ${String(seeds)} seeds)`;
}

function countOf(count: number, one: string, many: string): string {
  return count === 1 ? one : `${String(count)} ${many}`;
}
