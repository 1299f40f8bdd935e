import type { SuiteResults } from '@ballast/suite';
import type { Setting } from '../../grid.ts';
import { seedsOf, type Figure } from '../figure.ts';
import { detectionData } from './data.ts';
import { drawDetection } from './draw.ts';

export function detectionFigure(results: SuiteResults, setting: Setting): Figure {
  const data = detectionData(results, setting);
  const left =
    data === undefined || data.left === 0 ? '' : ` ${String(data.left)} more methods with weights are not drawn.`;
  return {
    id: 'detection',
    title: 'Finding mislabelled samples',
    caption:
      `Training samples ordered by learned weight (lowest first) or by mean raw loss (highest first)${seedsOf(data?.scores[0]?.seeds)}. ` +
      'Left, the ROC curve; right, which share of the samples taken is mislabelled (precision) when a share of the mislabelled ones is found (recall). ' +
      `AP: average precision. Dotted: chance. Look at whether learning beats the raw loss.${left}`,
    svg: data && drawDetection(data),
  };
}
