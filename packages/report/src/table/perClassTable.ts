import { perClassAccuracy, perClassF1, perClassPrecision } from '@ballast/core';
import type { CellSummary, SuiteResults } from '@ballast/suite';
import { rowsOf, settingsOf, type MethodRow, type Setting } from '../grid.ts';
import { uncheckedTestNotes } from '../truth.ts';
import { entryOf } from './entries.ts';
import { markNotes, marksOf } from './marks.ts';
import { textEntry, type Row, type TableModel } from './model.ts';

const columns: readonly { readonly heading: string; readonly valuesOf: (summary: CellSummary) => readonly number[] }[] =
  [
    { heading: 'precision', valuesOf: ({ confusion }) => perClassPrecision(confusion) },
    { heading: 'recall', valuesOf: ({ confusion }) => perClassAccuracy(confusion) },
    { heading: 'F1', valuesOf: ({ confusion }) => perClassF1(confusion) },
  ];

/** Precision, recall and F1 of each class on test after the last epoch: a row a method, setting and class. */
export function perClassTable(results: SuiteResults): TableModel {
  return {
    id: 'per-class',
    title: 'Precision and recall of each class on test after the last epoch, %',
    rowHeading: 'method',
    columns: [
      { group: 'setting', heading: '' },
      { group: 'class', heading: '' },
      ...columns.map(({ heading }) => ({ group: heading, heading: '', unit: 'percent' as const })),
    ],
    rows: rowsOf(results).flatMap((row) =>
      settingsOf(results).flatMap((setting) =>
        results.classNames.map((name, label) => rowOf(results, row, setting, { name, label })),
      ),
    ),
    notes: [
      'Precision: the share that is right of what is predicted as a class. Recall: the share of a class that is predicted as it.',
      ...uncheckedTestNotes(results),
      ...markNotes(results),
    ],
  };
}

interface Class {
  readonly name: string;
  readonly label: number;
}

function rowOf(results: SuiteResults, row: MethodRow, setting: Setting, { name, label }: Class): Row {
  const entries = columns.map(({ valuesOf }) =>
    entryOf(results, row, setting, (summary) => known(valuesOf(summary)[label])),
  );
  return { label: row.label, marks: marksOf(results, row), entries: [textEntry(setting.label), textEntry(name), ...entries] }; // prettier-ignore
}

/** A class that never occurs, or is never predicted, has no such value. */
function known(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
