import type { SuiteResults } from '@ballast/suite';
import type { Setting } from '../../grid.ts';
import { hasMislabelled } from '../../truth.ts';
import { inThePaper, seedsOf, type Figure } from '../figure.ts';
import { confusionData } from './data.ts';
import { drawConfusion } from './draw.ts';

export function confusionFigure(results: SuiteResults, setting: Setting): Figure {
  const matrices = confusionData(results, setting);
  const [only, other] = matrices.map(({ methodLabel }) => methodLabel);
  const who =
    other === undefined
      ? `${only ?? 'the best method'} (no other method with every seed does better)`
      : `${only ?? ''}, the suite’s first method, and of ${other}, the one with the highest mean accuracy`;
  const noise = hasMislabelled(results, setting) ? ' Look at whether errors follow the label noise.' : '';
  return {
    id: 'confusion',
    title: 'Confusion matrices',
    caption:
      `Test samples after the last epoch of ${who}: rows are true classes, numbers are percent of a row${seedsOf(matrices[0]?.seeds)}; less than half a percent is left out.` +
      `${noise} ${inThePaper.sameKind}`,
    svg: matrices.length === 0 ? undefined : drawConfusion(matrices, results.classNames),
  };
}
