import type { PublishedNumber, SuiteResults } from '@ballast/suite';
import { rowsOf, settingsOf, type MethodRow, type Setting } from '../grid.ts';
import { entryOf, meanOverSettings } from './entries.ts';
import { chosenOnTestMark, marksOf } from './marks.ts';
import { accuracyMeasures, availableChoices, type EpochChoice } from './measures.ts';
import { textEntry, valueEntry, type Entry, type Row, type TableModel } from './model.ts';

/** What papers say beside what came out here, at the same choice of epoch; undefined where the suite gives no number. */
export function publishedTable(results: SuiteResults): TableModel | undefined {
  if (results.report.published === false) return undefined;
  const rows = rowsOf(results).flatMap((row) =>
    comparisonsOf(results, row).map((comparison) => rowOf(results, row, comparison)),
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

/** A published number, and the settings that it is about: one, or all that it is the mean of. */
interface Comparison {
  readonly number: PublishedNumber;
  readonly settings: readonly Setting[];
}

/** Numbers of single settings in the order of the table's columns, then those of means. */
function comparisonsOf(results: SuiteResults, row: MethodRow): Comparison[] {
  const numbers = results.published.filter(({ method }) => method === row.method);
  const settings = settingsOf(results);
  const single = settings.flatMap((setting) =>
    numbers
      .filter((number) => number.corruption === setting.corruption && isAt(number, { ...row.axes, ...setting.axes }))
      .map((number) => ({ number, settings: [setting] })),
  );
  const means = numbers
    .filter(({ corruption }) => corruption === undefined)
    .map((number) => ({
      number,
      settings: settings.filter((setting) => isAt(number, { ...row.axes, ...setting.axes })),
    }))
    .filter(({ settings: meant }) => meant.length > 0);
  return [...single, ...means];
}

function isAt({ axes }: PublishedNumber, place: Readonly<Record<string, string>>): boolean {
  return Object.entries(axes).every(([axis, value]) => place[axis] === value);
}

function rowOf(results: SuiteResults, row: MethodRow, { number, settings }: Comparison): Row {
  const published = number.mean / 100;
  const choice = availableChoices(results).includes(number.measure) ? number.measure : 'last';
  const { valueOf } = accuracyMeasures[choice];
  const [setting] = settings;
  const isMean = number.corruption === undefined;
  const here =
    isMean || setting === undefined
      ? meanOverSettings(results, row, settings, valueOf)
      : entryOf(results, row, setting, valueOf);
  const gap: Entry = here.kind === 'value' ? valueEntry(here.mean - published) : { kind: 'none' };
  return {
    label: row.label,
    marks: marksOf(results, row),
    entries: [
      textEntry(isMean ? `mean over ${String(settings.length)}` : (setting?.label ?? '')),
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
