import type { SuiteResults } from '@ballast/suite';
import type { Setting } from '../../grid.ts';
import { inThePaper, seedsOf, type Figure } from '../figure.ts';
import { classCountsData } from './data.ts';
import { drawClassCounts } from './draw.ts';

export function classCountsFigure(results: SuiteResults, setting: Setting): Figure {
  const data = classCountsData(results, setting);
  return {
    id: 'class-counts',
    title: 'Class counts',
    caption:
      `Training samples by given label${data === undefined ? '' : ` as ${data.methodLabel} sees them`}` +
      `${seedsOf(data?.seeds)}. ` +
      (data?.truthKnown === false
        ? 'Which of them are mislabelled is not known. '
        : 'Look at the share of mislabelled samples under the labels of small classes: label noise that comes out of large classes weighs most there. ') +
      inThePaper.sameKind,
    svg: data && drawClassCounts(data),
  };
}
