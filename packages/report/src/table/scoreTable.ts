import type { SuiteResults } from '@ballast/suite';
import { rowsOf, settingsOf } from '../grid.ts';
import { uncheckedTestNotes } from '../truth.ts';
import { entryOf } from './entries.ts';
import { markNotes, marksOf } from './marks.ts';
import type { TableModel } from './model.ts';
import { scoreMeasures, type Score } from './scores.ts';

/** A row a method, a column a setting, under a score for unbalanced classes. */
export function scoreTable(results: SuiteResults, score: Score): TableModel {
  const { title, notes, valueOf } = scoreMeasures[score];
  const settings = settingsOf(results);
  return {
    id: score,
    title,
    rowHeading: 'method',
    columns: settings.map(({ label }) => ({ group: label, heading: '', unit: 'percent' as const })),
    rows: rowsOf(results).map((row) => ({
      label: row.label,
      marks: marksOf(results, row),
      entries: settings.map((setting) => entryOf(results, row, setting, valueOf)),
    })),
    notes: [...notes, ...uncheckedTestNotes(results), ...markNotes(results)],
  };
}
