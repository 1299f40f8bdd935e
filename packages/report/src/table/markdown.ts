import { formatEntry, rowLabel } from './format.ts';
import { fullHeading } from './header.ts';
import type { Column, Entry, TableModel } from './model.ts';

/** A pipe table with its title and footnotes; the best of a column is bold. */
export function renderMarkdownTable({ title, rowHeading, columns, rows, notes }: TableModel): string {
  const head = [rowHeading, ...columns.map(fullHeading)];
  const body = rows.map((row) => [
    escapeMarkdown(rowLabel(row)),
    ...columns.map((column, index) => markdownEntry(row.entries[index], column)),
  ]);
  const rule = ['---', ...columns.map(({ unit }) => (unit === undefined ? '---' : '---:'))];
  return [
    `**${escapeMarkdown(title)}**`,
    '',
    line(head.map(escapeMarkdown)),
    line(rule),
    ...body.map(line),
    '',
    ...notes.map((note) => `- ${escapeMarkdown(note)}`),
    '',
  ].join('\n');
}

function markdownEntry(entry: Entry | undefined, { unit }: Column): string {
  if (entry === undefined) return '';
  const text = escapeMarkdown(formatEntry(entry, unit));
  return entry.kind === 'value' && entry.best ? `**${text}**` : text;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Labels come from configs: nothing in them may end a cell or become markup. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|]/g, String.raw`\$&`)
    .replace(/\s+/g, ' ');
}
