import type { SuiteResults } from '@ballast/suite';
import { rowsOf, settingsOf, type MethodRow, type Setting } from '../grid.ts';
import { rankRows, type RankedRow } from '../ranks.ts';
import { uncheckedTestNotes } from '../truth.ts';
import { compareWithBaseline, type Significance } from '../significance.ts';
import { entryOf, meanOverSettings } from './entries.ts';
import { formatNumber } from './format.ts';
import { knowsTruth, markNotes, marksOf, verdictMarks } from './marks.ts';
import { accuracyMeasures, type EpochChoice } from './measures.ts';
import { selectionNotes } from './scores.ts';
import { valueEntry, type Column, type Entry, type Row, type TableModel, type ValueEntry } from './model.ts';

/** The suite's table: a row a method, a column a setting; mean and mean rank where there are several. */
export function accuracyTable(results: SuiteResults, choice: EpochChoice = 'last'): TableModel {
  const measure = accuracyMeasures[choice];
  const settings = settingsOf(results);
  const complete = rankRows(results, measure);
  const ranked = complete.length > 1 ? complete : []; // one row alone has no rank
  const significance = compareWithBaseline(results, choice);
  const empty = choice === 'last' && hasEmptyPublishedColumn(results);
  const rows = rowsOf(results).map((row) => ({
    label: row.label,
    marks: marksOf(results, row),
    competes: !knowsTruth(row),
    entries: [
      ...settings.map((setting) => judged(entryOf(results, row, setting, measure.valueOf), significance, row, setting)),
      ...(settings.length > 1 ? [meanOverSettings(results, row, settings, measure.valueOf)] : []),
      ...(ranked.length > 0 ? [rankEntry(ranked, row)] : []),
      ...(empty ? [noEntry] : []),
    ],
  }));
  const accuracies: Column[] = [
    ...settings.map(({ label }) => columnOf(label)),
    ...(settings.length > 1 ? [mean] : []),
  ];
  return {
    id: choice === 'last' ? 'accuracy' : `accuracy-${choice}`,
    title: measure.title,
    rowHeading: 'method',
    columns: [...accuracies, ...(ranked.length > 0 ? [rank] : []), ...(empty ? [columnOf('published')] : [])],
    rows: accuracies.reduce<readonly CompetingRow[]>((marked, _, index) => markBest(marked, index), rows).map(asRow),
    notes: [
      ...notesOf(results, choice, ranked, significance),
      ...(empty ? ['Published: no paper has a number for any of these rows.'] : []),
    ],
  };
}

interface CompetingRow extends Row {
  readonly competes: boolean;
}

const columnOf = (group: string): Column => ({ group, heading: '', unit: 'percent' });
const mean = columnOf('mean');
const rank: Column = { group: 'mean rank', heading: '', unit: 'rank' };

function asRow({ label, marks, entries }: CompetingRow): Row {
  return { label, marks, entries };
}

function judged(entry: Entry, { comparisons }: Significance, row: MethodRow, setting: Setting): Entry {
  if (entry.kind !== 'value') return entry;
  const comparison = comparisons.find((one) => one.row === row && one.setting === setting);
  return comparison?.verdict === undefined ? entry : { ...entry, verdict: comparison.verdict };
}

const noEntry: Entry = { kind: 'none' };

/** A suite may ask for published numbers that do not exist: where there are some, they have a table of their own. */
function hasEmptyPublishedColumn({ report, published }: SuiteResults): boolean {
  return report.published === true && published.length === 0;
}

function rankEntry(ranked: readonly RankedRow[], row: MethodRow): Entry {
  const own = ranked.find((candidate) => candidate.row === row);
  return own === undefined ? { kind: 'none' } : valueEntry(own.meanRank);
}

/** Entries that show the same digits tie; one with a seed missing does not compete. */
function markBest(rows: readonly CompetingRow[], index: number): CompetingRow[] {
  const competing = rows
    .filter(({ competes }) => competes)
    .map(({ entries }) => entries[index])
    .filter(isComplete);
  if (competing.length < 2) return [...rows];
  const highest = formatNumber(Math.max(...competing.map((entry) => entry.mean)), 'percent');
  const isBest = (entry: Entry): entry is ValueEntry =>
    isComplete(entry) && formatNumber(entry.mean, 'percent') === highest;
  return rows.map((row) => ({
    ...row,
    entries: row.entries.map((entry, position) =>
      position === index && row.competes && isBest(entry) ? { ...entry, best: true } : entry,
    ),
  }));
}

function isComplete(entry: Entry | undefined): entry is ValueEntry {
  return entry?.kind === 'value' && entry.note === undefined;
}

function notesOf(
  results: SuiteResults,
  choice: EpochChoice,
  ranked: readonly RankedRow[],
  { comparisons, baseline, deciding }: Significance,
): string[] {
  const measure = accuracyMeasures[choice];
  const judgements = comparisons.filter(({ verdict }) => verdict !== undefined);
  return [
    seedNote(results),
    ...(ranked.length > 0 ? [rankNote(results, ranked)] : []),
    ...measure.notes,
    ...selectionNotes(results, choice),
    ...uncheckedTestNotes(results),
    ...(judgements.length > 0
      ? [
          `${verdictMarks.better} ${verdictMarks.worse} Better or worse than ${baseline?.label ?? ''} by the ${deciding} test over seeds, p < 0.05 after Holm’s correction.`,
        ]
      : []),
    ...markNotes(results),
  ];
}

function seedNote({ seeds }: SuiteResults): string {
  return seeds.length === 1
    ? 'One seed: no deviation is known.'
    : `Mean ± sample standard deviation over ${String(seeds.length)} seeds.`;
}

function rankNote(results: SuiteResults, ranked: readonly RankedRow[]): string {
  const among = `Mean rank over ${String(ranked[0]?.comparisons ?? 0)} ${ranked[0]?.comparisons === 1 ? 'setting and seed' : 'settings × seeds'}, 1 is best`;
  const left = rowsOf(results).length - ranked.length;
  return left === 0 ? `${among}.` : `${among}, among the ${String(ranked.length)} rows with all of them.`;
}
