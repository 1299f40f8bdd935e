import type { SuiteResults } from '@ballast/suite';
import type { Figure } from '../figure.ts';
import { robustnessData, type Severity } from './data.ts';
import { drawRobustness } from './draw.ts';

/** Undefined where the suite does not vary it. */
export function robustnessFigure(results: SuiteResults, severity: Severity): Figure | undefined {
  const panels = robustnessData(results, severity);
  if (panels.length === 0) return undefined;
  return {
    id: `accuracy-by-${severity.replace(' ', '-')}`,
    title: `Accuracy against ${severity}`,
    caption:
      `Accuracy on test after the last epoch, mean and one sample standard deviation over seeds, where settings differ in the ${severity} alone. ` +
      `Look at whose line falls least.${severity === 'imbalance ratio' ? ' The axis is logarithmic; 1 is balanced.' : ''}`,
    svg: drawRobustness(panels, severity),
  };
}
