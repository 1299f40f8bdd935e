import type { Machine } from '../machine.ts';
import type { Bar, Findings, Table } from '../section.ts';
import type { Spread } from './statistics.ts';

/** A section's part of the page: where it was measured, tables, bars. */
export function markdownOf({ processor, cores, load }: Machine, { notes, tables, bars }: Findings): string {
  const where = `${processor}, ${String(cores)} cores, load ${load.toFixed(1)} before. Medians, with the quarters in brackets.`;
  const parts = [where, ...notes, ...tables.map(tableMarkdown)];
  return [...parts, ...(bars.length > 0 ? [tableMarkdown(barTable(bars))] : [])].join('\n\n');
}

export function cell({ median, lower, upper }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${lower.toFixed(digits)}–${upper.toFixed(digits)})`;
}

function barTable(bars: readonly Bar[]): Table {
  return { head: ['bar', 'limit', 'measured', 'met'], rows: bars.map(barRow) };
}

function barRow({ what, limit, measured }: Bar): readonly string[] {
  const bound = 'atMost' in limit ? `≤ ${String(Number(limit.atMost.toPrecision(3)))}` : `≥ ${String(limit.atLeast)}`;
  if (measured === undefined) return [what, bound, 'not measured', '–'];
  return [what, bound, cell(measured, digitsFor(measured)), isMet(limit, measured) ? 'yes' : '**no**'];
}

/** A relative distance has its first digits far behind the point. */
function digitsFor({ median }: Spread): number {
  if (median >= 100) return 0;
  return median > 0 && median < 0.01 ? 2 - Math.floor(Math.log10(median)) : 2;
}

/** By the median. */
export function isMet(limit: Bar['limit'], { median }: Spread): boolean {
  return 'atMost' in limit ? median <= limit.atMost : median >= limit.atLeast;
}

function tableMarkdown({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
