import type { SuiteResults } from '@ballast/suite';
import type { Setting } from '../../grid.ts';
import type { Figure } from '../figure.ts';
import { epochCurvesData, type EpochQuantity } from './data.ts';
import { drawEpochCurves } from './draw.ts';

const words = {
  accuracy: {
    title: 'Accuracy by epoch',
    what: 'Accuracy on test',
    look: 'A curve that falls towards the end has begun to learn wrong labels by heart.',
  },
  loss: {
    title: 'Training loss by epoch',
    what: 'Loss on the training set, as each method weighs it,',
    look: 'Losses of different functions have different scales: compare shapes, not heights.',
  },
} as const;

export function epochCurvesFigure(results: SuiteResults, setting: Setting, quantity: EpochQuantity): Figure {
  const curves = epochCurvesData(results, setting, quantity);
  const { title, what, look } = words[quantity];
  return {
    id: `${quantity}-by-epoch`,
    title,
    caption:
      `${what} by epoch of the evaluated phase; the line is the mean, the band one sample standard deviation over seeds. ` +
      `Grey: ${curves[0]?.methodLabel ?? 'the first method'}, for comparison. ${look}`,
    svg: curves.length === 0 ? undefined : drawEpochCurves(curves, quantity),
  };
}
