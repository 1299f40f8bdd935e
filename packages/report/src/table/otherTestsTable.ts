import type { SuiteResults } from '@ballast/suite';
import { isFinished, rowsOf, settingsOf } from '../grid.ts';
import { entryOf } from './entries.ts';
import { markNotes, marksOf } from './marks.ts';
import type { TableModel } from './model.ts';

/** Accuracy on the data set's further test sets: a row a method, a column a setting and set; undefined without any. */
export function otherTestsTable(results: SuiteResults): TableModel | undefined {
  const finished = results.cells.filter(isFinished);
  const names = [...new Set(finished.flatMap(({ summary }) => Object.keys(summary.otherTests ?? {})))];
  if (names.length === 0) return undefined;
  const columns = settingsOf(results).flatMap((setting) => names.map((name) => ({ setting, name })));
  return {
    id: 'other-tests',
    title: 'Accuracy on further test sets after the last epoch, %',
    rowHeading: 'method',
    columns: columns.map(({ setting, name }) => ({ group: setting.label, heading: name, unit: 'percent' as const })),
    rows: rowsOf(results).map((row) => ({
      label: row.label,
      marks: marksOf(results, row),
      entries: columns.map(({ setting, name }) =>
        entryOf(results, row, setting, ({ otherTests }) => otherTests?.[name]?.accuracy),
      ),
    })),
    notes: markNotes(results),
  };
}
