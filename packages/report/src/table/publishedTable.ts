import type { PublishedNumber, SuiteResults } from '@ballast/suite';
import { rowsOf, settingsOf, type MethodRow, type Setting } from '../grid.ts';
import { entryOf } from './entries.ts';
import { chosenOnTestMark, marksOf } from './marks.ts';
import { accuracyMeasures, availableChoices, type EpochChoice } from './measures.ts';
import { textEntry, valueEntry, type Entry, type Row, type TableModel } from './model.ts';

/** What papers say beside what came out here, at the same choice of epoch; undefined where the suite gives no number. */
export function publishedTable(results: SuiteResults): TableModel | undefined {
  if (results.report.published === false) return undefined;
  const rows = rowsOf(results).flatMap((row) =>
    settingsOf(results).flatMap((setting) =>
      results.published
        .filter((number) => belongs(number, row, setting))
        .map((number) => rowOf(results, row, setting, number)),
    ),
  );
  if (rows.length === 0) return undefined;
  return {
    id: 'published',
    title: 'Beside the published numbers: accuracy on test, %',
    rowHeading: 'method',
    columns: [
      { group: 'setting', heading: '' },
      { group: 'here', heading: '', unit: 'percent' },
      { group: 'published', heading: '', unit: 'percent' },
      { group: 'gap, points', heading: '', unit: 'points' },
      { group: 'epoch', heading: '' },
      { group: 'source', heading: '' },
    ],
    rows,
    notes: [
      'Gap: here minus published, in percentage points.',
      'Deviations of published numbers are as the paper gives them, over its own runs.',
      ...(results.published.some(({ measure }) => measure === 'best-on-test')
        ? [`${chosenOnTestMark} The paper shows the best epoch on its test set.`]
        : []),
    ],
  };
}

function belongs({ method, corruption, axes }: PublishedNumber, row: MethodRow, setting: Setting): boolean {
  const place = { ...row.axes, ...setting.axes };
  return (
    method === row.method &&
    corruption === setting.corruption &&
    Object.entries(axes).every(([axis, value]) => place[axis] === value)
  );
}

function rowOf(results: SuiteResults, row: MethodRow, setting: Setting, number: PublishedNumber): Row {
  const published = number.mean / 100;
  const choice = availableChoices(results).includes(number.measure) ? number.measure : 'last';
  const here = entryOf(results, row, setting, accuracyMeasures[choice].valueOf);
  const gap: Entry = here.kind === 'value' ? valueEntry(here.mean - published) : { kind: 'none' };
  return {
    label: row.label,
    marks: marksOf(results, row),
    entries: [
      textEntry(setting.label),
      here,
      valueEntry(published, number.deviation === undefined ? undefined : number.deviation / 100),
      gap,
      textEntry(choice === number.measure ? nameOf(choice) : `${nameOf(choice)} here, ${nameOf(number.measure)} there`),
      textEntry([number.paper, number.table, number.url].filter((part) => part !== undefined).join(', ')),
    ],
  };
}

function nameOf(choice: EpochChoice): string {
  return choice.replaceAll('-', ' ') + (choice === 'best-on-test' ? chosenOnTestMark : '');
}
