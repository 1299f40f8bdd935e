import type { SuiteResults } from '@ballast/suite';
import type { Setting } from '../../grid.ts';
import { inThePaper, seedsOf, type Figure } from '../figure.ts';
import { lossCurvesData } from './data.ts';
import { drawLossCurves } from './draw.ts';

export function lossCurvesFigure(results: SuiteResults, setting: Setting): Figure {
  const data = lossCurvesData(results, setting);
  const groups = data === undefined ? 'A third' : groupNames(data.groupSize);
  return {
    id: 'loss-curves',
    title: 'Mean loss curves',
    caption:
      `Training loss by epoch${data === undefined ? '' : ` as ${data.methodLabel} recorded it`}, averaged over the samples of each kind${seedsOf(data?.seeds)}. ` +
      `${groups} with most given labels are head, as many with fewest are tail. Look at whether mislabelled ` +
      'samples (orange) stay above clean ones (blue), and whether clean tail samples (blue, dashed) come close to ' +
      'mislabelled ones: where they do at one epoch but not over the whole curve, the curve tells more than a single loss. ' +
      inThePaper.lossCurves,
    svg: data && drawLossCurves(data),
  };
}

function groupNames(size: number): string {
  return size === 1 ? 'The class' : `The ${String(size)} classes`;
}
