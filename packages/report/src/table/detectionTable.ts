import type { CellSummary, SuiteResults } from '@ballast/suite';
import { finishedAt, rowsOf, settingsOf, type MethodRow, type Setting } from '../grid.ts';
import { isTruthKnown } from '../truth.ts';
import { entryOf } from './entries.ts';
import { marksOf } from './marks.ts';
import { textEntry, type Entry, type Row, type TableModel } from './model.ts';

/** How well each method's weights and losses tell mislabelled samples; undefined where no method has any. */
export function detectionTable(results: SuiteResults): TableModel | undefined {
  const rows = rowsOf(results).flatMap((row) =>
    settingsOf(results)
      .filter((setting) => hasQuality(results, row, setting))
      .map((setting) => rowOf(results, row, setting)),
  );
  if (rows.length === 0) return undefined;
  return {
    id: 'detection',
    title: 'Noise detection and learned weights',
    rowHeading: 'method',
    columns: [
      { group: 'setting', heading: '' },
      ...measures.map(({ group, heading }) => ({ group, heading, unit: 'area' }) as const),
    ],
    rows,
    notes: [
      'AUC: area under the ROC curve of finding mislabelled training samples, by the learned weights and by the mean raw loss over the epochs that recorded it (the probing phase, where a method has one); 0.5 is chance, below 0.5 is worse than chance.',
      'Within given classes: the same among samples of one given class, so that it does not count that a score tells classes apart of which some have more wrong labels than others.',
      'Weight: mean learned weight of the clean and of the mislabelled training samples.',
      ...unknownTruth(results),
    ],
  };
}

const measures: readonly {
  readonly group: string;
  readonly heading: string;
  readonly valueOf: (summary: CellSummary) => number | undefined;
}[] = [
  { group: 'AUC', heading: 'weights', valueOf: ({ noiseDetection }) => noiseDetection?.sampleWeights },
  { group: 'AUC', heading: 'raw loss', valueOf: ({ noiseDetection }) => noiseDetection?.probingLoss },
  {
    group: 'AUC within given classes',
    heading: 'weights',
    valueOf: ({ noiseDetection }) => noiseDetection?.withinClasses?.sampleWeights,
  },
  {
    group: 'AUC within given classes',
    heading: 'raw loss',
    valueOf: ({ noiseDetection }) => noiseDetection?.withinClasses?.probingLoss,
  },
  { group: 'weight', heading: 'clean', valueOf: ({ meanWeight }) => meanWeight?.clean },
  { group: 'weight', heading: 'mislabelled', valueOf: ({ meanWeight }) => meanWeight?.mislabelled },
];

function hasQuality(results: SuiteResults, row: MethodRow, setting: Setting): boolean {
  return finishedAt(results, row, setting).some(({ summary }) =>
    measures.some(({ valueOf }) => valueOf(summary) !== undefined),
  );
}

function rowOf(results: SuiteResults, row: MethodRow, setting: Setting): Row {
  const entries =
    isTruthKnown(results, setting) === false
      ? measures.map((): Entry => ({ kind: 'missing', reason: 'truth not known' }))
      : measures.map(({ valueOf }) => entryOf(results, row, setting, valueOf));
  return { label: row.label, marks: marksOf(results, row), entries: [textEntry(setting.label), ...entries] };
}

function unknownTruth(results: SuiteResults): string[] {
  const unknown = settingsOf(results).filter((setting) => isTruthKnown(results, setting) === false);
  if (unknown.length === 0) return [];
  return [
    `True labels of the training samples are not known for ${unknown.map(({ label }) => label).join('; ')}: nothing can be said of detection there.`,
  ];
}
