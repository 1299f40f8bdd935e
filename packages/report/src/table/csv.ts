import { fullHeading } from './header.ts';
import type { Column, Entry, TableModel } from './model.ts';
import { formatEntry, unitOfNumbers } from './format.ts';

const heading = ['table', 'row', 'marks', 'column', 'unit', 'mean', 'deviation', 'best', 'verdict', 'text'];

/**
 * Comma-separated values (RFC 4180), one line an entry and every table of the suite in one file: numbers with all their
 * digits, shares of 1 as such, and in `text` what a reader of the table sees.
 */
export function renderCsv(tables: readonly TableModel[]): string {
  const lines = tables.flatMap(({ id, columns, rows }) =>
    rows.flatMap(({ label, marks, entries }) =>
      columns.map((column, index) => [id, label, marks, ...entryFields(column, entries[index])]),
    ),
  );
  return [heading, ...lines].map((fields) => `${fields.map(csvField).join(',')}\r\n`).join('');
}

function entryFields(column: Column, entry: Entry | undefined): (string | number)[] {
  const place = [fullHeading(column), column.unit === undefined ? '' : unitOfNumbers(column.unit)];
  if (entry === undefined) return [...place, '', '', '', '', ''];
  const text = formatEntry(entry, column.unit);
  if (entry.kind !== 'value') return [...place, '', '', '', '', text];
  const { mean, deviation = '', best, verdict = '' } = entry;
  return [...place, mean, deviation, best ? 'best' : '', verdict, text];
}

/** What a spreadsheet would take for a formula is made text by an apostrophe; numbers of ours are left alone. */
function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) && !isNumber(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function isNumber(text: string): boolean {
  return /^[+-]?\d+(\.\d+)?$/.test(text);
}
