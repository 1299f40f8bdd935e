import { viewName, type View } from '../results/views.ts';

/** The trials by which a suite is tuned, or the suite with the options that were chosen. */
export type TuningView = 'trials' | 'tuned';

/** The folder of a view and, where one is named, of what tuning makes of it. */
export function tuningViewName(view: View, tuning: TuningView | undefined): string | undefined {
  return viewName(tuning === undefined ? view : { ...view, overrides: [...(view.overrides ?? []), tuning] });
}
