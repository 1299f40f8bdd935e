import type { SuiteResults } from '@ballast/suite';
import { finishedIn, settingsOf, type Setting } from './grid.ts';

/** Whether some finished cell of this setting is known to train on mislabelled samples. */
export function hasMislabelled(results: SuiteResults, setting: Setting): boolean {
  return finishedIn(results, setting).some(({ summary }) => summary.noiseDetection !== undefined);
}

/** Whether the true labels of a setting's training samples are known; undefined while no cell of it is finished. */
export function isTruthKnown(results: SuiteResults, setting: Setting): boolean | undefined {
  if (hasMislabelled(results, setting)) return true;
  const [first] = finishedIn(results, setting);
  return first && first.array('trueLabels') !== undefined;
}

/** A report with figures of more settings than this would be long and slow. */
const mostIllustrated = 4;

/** The settings that figures show: the first few that have mislabelled samples, or the first where none is known to. */
export function illustratedSettings(results: SuiteResults, most = mostIllustrated): readonly Setting[] {
  const noisy = noisySettings(results);
  return (noisy.length > 0 ? noisy : settingsOf(results).slice(0, 1)).slice(0, most);
}

export function noisySettings(results: SuiteResults): Setting[] {
  return settingsOf(results).filter((setting) => hasMislabelled(results, setting));
}

/** Settings whose test labels nobody checked. */
export function uncheckedTests(results: SuiteResults): Setting[] {
  return settingsOf(results).filter((setting) =>
    finishedIn(results, setting).some(({ summary }) => summary.testLabelsUnchecked === true),
  );
}

/** Said with every number that is measured on test; nothing where all test labels are known to be right. */
export function uncheckedTestNotes(results: SuiteResults): string[] {
  const unchecked = uncheckedTests(results);
  if (unchecked.length === 0) return [];
  const where = unchecked.length === settingsOf(results).length ? '' : ` for ${unchecked.map(({ label }) => label).join('; ')}`; // prettier-ignore
  return [
    `Nobody knows the true labels of the test images${where}: scores are against labels as they were given, and a wrong one among them counts as a mistake of the classifier.`,
  ];
}
