import type { ConfigDocument } from '../config/document.ts';
import { singleValue } from '../config/layers.ts';
import type { View } from '../results/views.ts';
import { viewFolder } from '../store/suiteFolder.ts';
import { recordFile, requireRecord, type TuningRecord } from './record.ts';
import { tuningViewName, type TuningView } from './view.ts';

/** What changes a suite on top of its profile and arguments. */
export interface SuiteLayer {
  readonly document: ConfigDocument;
  readonly tuning: TuningView;
  /** What the changes were chosen by. */
  readonly record?: TuningRecord | undefined;
}

/**
 * The suite with the options that were chosen for it.
 * @param resultsRoot of the suite
 * @throws UserError when nothing was tuned yet for this profile and these arguments.
 */
export function tunedLayer(resultsRoot: string, view: View): SuiteLayer {
  const { root } = viewFolder(resultsRoot, tuningViewName(view, 'trials'));
  const record = requireRecord(root);
  const methods = Object.fromEntries(Object.entries(record.methods).map(([id, { options }]) => [id, options]));
  return { document: singleValue([], { methods }, recordFile(root)), tuning: 'tuned', record };
}
