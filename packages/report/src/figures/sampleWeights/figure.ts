import type { SuiteResults } from '@ballast/suite';
import type { Setting } from '../../grid.ts';
import { inThePaper, type Figure } from '../figure.ts';
import { sampleWeightsData } from './data.ts';
import { drawSampleWeights } from './draw.ts';

export function sampleWeightsFigure(results: SuiteResults, setting: Setting): Figure {
  const weights = sampleWeightsData(results, setting);
  return {
    id: 'sample-weights',
    title: 'Learned weights',
    caption:
      'Weights after the last epoch by given label, the samples of all seeds together: the mark is the mean, the line ' +
      'runs from the lower to the upper quartile (a mean outside its line tells of a few extreme weights). Look at the ' +
      'distance between clean and mislabelled samples, and whether it holds in small classes. ' +
      inThePaper.sameKind,
    svg: weights.length === 0 ? undefined : drawSampleWeights(weights),
  };
}
