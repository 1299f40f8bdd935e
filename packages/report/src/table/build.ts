import type { SuiteResults } from '@ballast/suite';
import { entryOf, meanOverColumns } from './entries.ts';
import { formatNumber } from './format.ts';
import { chosenEpochMeasures, lastEpochMeasures, type Measure } from './measures.ts';
import { chosenOnTestMark, metaSetMark, type Column, type Entry, type Row, type TableModel } from './model.ts';

/** The suite's table: accuracy on test after the last epoch, and noise detection. */
export function lastEpochTable(results: SuiteResults): TableModel {
  const measures = lastEpochMeasures(results);
  const detects = measures.some(({ unit }) => unit === 'area');
  return buildTable('Accuracy on test after the last epoch', results, measures, detects ? [areaNote] : []);
}

/** The same at chosen epochs; undefined where the suite chooses none. */
export function chosenEpochTable(results: SuiteResults): TableModel | undefined {
  const measures = chosenEpochMeasures(results);
  if (measures.length === 0) return undefined;
  const onTest = measures.some(({ heading }) => heading.includes(chosenOnTestMark));
  return buildTable('Accuracy on test at a chosen epoch', results, measures, [
    validationNote,
    ...(onTest ? [testNote] : []),
  ]);
}

const areaNote =
  'AUC: area under the ROC curve of finding mislabelled training samples, by the learned weights and by the mean raw loss over the epochs that recorded it (the probing phase, where a method has one); 0.5 is chance, below 0.5 is worse than chance.';
const validationNote =
  'Best on validation: the epoch with the highest accuracy on a split that keeps its noisy labels.';
const testNote = `${chosenOnTestMark} The epoch was chosen on the test set itself: an optimistic figure, no estimate of what a user would get.`;

function buildTable(
  title: string,
  results: SuiteResults,
  measures: readonly Measure[],
  ownNotes: readonly string[],
): TableModel {
  const ranked = measures.filter((measure) => measure.ranked);
  const withMean = ranked.length > 1;
  const rows = results.methods.map((method) => ({
    label: method.label,
    usesMetaSet: method.usesMetaSet,
    entries: [
      ...measures.map((measure) => entryOf(results, method, measure)),
      ...(withMean ? [meanOverColumns(results, method, ranked)] : []),
    ],
  }));
  const columns: (Column & { ranked?: boolean })[] = [...measures, ...(withMean ? [meanColumn] : [])];
  return {
    title,
    columns: columns.map(({ group, heading, unit }) => ({ group, heading, unit })),
    rows: columns.reduce<readonly Row[]>(
      (marked, column, index) => (column.ranked ? markBest(marked, index) : marked),
      rows,
    ),
    notes: [...seedNotes(results), ...ownNotes, ...metaSetNotes(results)],
  };
}

const meanColumn = { group: 'mean over corruptions', heading: 'accuracy, %', unit: 'percent', ranked: true } as const;

/** Entries that show the same digits tie; one with a seed missing does not compete. */
function markBest(rows: readonly Row[], index: number): Row[] {
  const competing = rows.map(({ entries }) => entries[index]).filter(isComplete);
  if (competing.length < 2) return [...rows];
  const highest = formatNumber(Math.max(...competing.map((entry) => entry.mean)), 'percent');
  return rows.map((row) => ({
    ...row,
    entries: row.entries.map((entry, position) =>
      position === index && isComplete(entry) && formatNumber(entry.mean, 'percent') === highest
        ? { ...entry, best: true }
        : entry,
    ),
  }));
}

function isComplete(entry: Entry | undefined): entry is Extract<Entry, { kind: 'value' }> {
  return entry?.kind === 'value' && entry.note === undefined;
}

function seedNotes({ seeds }: SuiteResults): string[] {
  return seeds.length === 1
    ? ['One seed: no deviation is known.']
    : [`Mean ± sample standard deviation over ${String(seeds.length)} seeds.`];
}

function metaSetNotes({ methods }: SuiteResults): string[] {
  return methods.some(({ usesMetaSet }) => usesMetaSet) ? [`${metaSetMark} Uses the trusted meta set.`] : [];
}
