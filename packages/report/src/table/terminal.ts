import pc from 'picocolors';
import { boldMeaning, rowLabel } from './format.ts';
import type { TableModel } from './model.ts';
import { columnLines } from './terminalColumn.ts';
import { displayWidth, oneLine, padEnd, wrap } from './terminalText.ts';

export interface TerminalTableOptions {
  /** In characters; columns that do not fit go below, with the row labels repeated. */
  readonly width?: number;
  /** By default what picocolors finds: a terminal, and NO_COLOR not set. */
  readonly colors?: boolean;
}

/** A table for the terminal: aligned on ±, the best of a column bold, or starred where there are no colours. */
export function renderTerminalTable(
  table: TableModel,
  { width = 120, colors = pc.isColorSupported }: TerminalTableOptions = {},
): string {
  const { title, rowHeading, columns, rows, notes } = table;
  const style = pc.createColors(colors);
  const blocks = columns.map((column, index) =>
    columnLines(
      column,
      rows.map(({ entries }) => entries[index]),
      style,
    ),
  );
  const heading = oneLine(rowHeading);
  const labels = rows.map((row) => oneLine(rowLabel(row)));
  const labelWidth = Math.max(...[heading, ...labels].map(displayWidth));
  const tables = fitInto(width - labelWidth, blocks).map((part) => {
    const height = Math.max(1, ...part.map(({ header }) => header.length));
    const grid = [
      [...alignBottom([heading], height), ...labels].map((text) => padEnd(text, labelWidth)),
      ...part.map((block) =>
        [...alignBottom(block.header, height), ...block.body].map((text) => padEnd(text, block.width)),
      ),
    ];
    const lines = (grid[0] ?? []).map((_, index) =>
      grid
        .map((column) => column[index] ?? '')
        .join(gap)
        .trimEnd(),
    );
    const ruleWidth = part.reduce((sum, block) => sum + gap.length + block.width, labelWidth);
    return [...lines.slice(0, height), style.dim('─'.repeat(ruleWidth)), ...lines.slice(height)];
  });
  const meaning = boldMeaning(table);
  const legend = meaning === undefined ? [] : [`${colors ? 'Bold:' : '*'} ${meaning}.`];
  return [
    style.bold(oneLine(title)),
    '',
    ...tables.flatMap((lines) => [...lines, '']),
    ...[...notes, ...legend].flatMap((note) => wrap(oneLine(note), width)).map((text) => style.dim(text)),
    '',
  ].join('\n');
}

const gap = '  ';

function alignBottom(lines: readonly string[], height: number): string[] {
  return [...Array.from({ length: height - lines.length }, () => ''), ...lines];
}

/** Columns in groups that each fit beside the labels; one too wide stands alone. */
function fitInto<T extends { readonly width: number }>(available: number, columns: readonly T[]): T[][] {
  const groups: T[][] = [];
  let left = 0;
  for (const column of columns) {
    const needed = column.width + gap.length;
    const current = groups.at(-1);
    if (current !== undefined && needed <= left) {
      current.push(column);
      left -= needed;
    } else {
      groups.push([column]);
      left = available - needed;
    }
  }
  return groups;
}
