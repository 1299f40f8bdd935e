import type pc from 'picocolors';
import { formatDeviation, formatEntry, formatNumber, verdictSuffix } from './format.ts';
import type { Column, Entry, Unit, ValueEntry } from './model.ts';
import { displayWidth, oneLine, wrap } from './terminalText.ts';

type Colors = ReturnType<typeof pc.createColors>;

export interface ColumnLines {
  readonly header: readonly string[];
  readonly body: readonly string[];
  readonly width: number;
}

/** Narrower headers wrap, even where the column's values need less. */
const narrowestHeader = 12;

/** One column as lines of text: values aligned on ±. */
export function columnLines(column: Column, entries: readonly (Entry | undefined)[], style: Colors): ColumnLines {
  const align = alignment(entries, column.unit);
  const body = entries.map((entry) => (entry === undefined ? '' : entryText(entry, column.unit, align, style)));
  const bodyWidth = Math.max(0, ...body.map(displayWidth));
  const header = [column.group, column.heading]
    .filter((text) => text !== '')
    .flatMap((text) => wrap(oneLine(text), Math.max(narrowestHeader, bodyWidth)));
  return { header, body, width: Math.max(bodyWidth, ...header.map(displayWidth)) };
}

interface Alignment {
  readonly mean: number;
  /** 0 where no entry has a deviation. */
  readonly deviation: number;
}

function alignment(entries: readonly (Entry | undefined)[], unit: Unit | undefined): Alignment {
  const values = entries.filter((entry): entry is ValueEntry => entry?.kind === 'value');
  return {
    mean: Math.max(0, ...values.map((entry) => formatNumber(entry.mean, unit).length)),
    deviation: Math.max(
      0,
      ...values.map(({ deviation }) => (deviation === undefined ? 0 : formatDeviation(deviation, unit).length)),
    ),
  };
}

function entryText(entry: Entry, unit: Unit | undefined, align: Alignment, style: Colors): string {
  if (entry.kind === 'none') return '—'.padStart(align.mean);
  if (entry.kind === 'text') return oneLine(entry.text);
  if (entry.kind === 'missing') return style.yellow(formatEntry(entry, unit));
  const centre = formatNumber(entry.mean, unit).padStart(align.mean);
  const spread = align.deviation === 0 ? '' : spreadText(entry.deviation, unit, align.deviation);
  const text = centre + spread + verdictSuffix(entry);
  const value = entry.best ? bestText(text, style) : text;
  return entry.note === undefined ? value : `${value} ${style.yellow(`(${entry.note})`)}`;
}

function spreadText(deviation: number | undefined, unit: Unit | undefined, width: number): string {
  return deviation === undefined ? ' '.repeat(width + 3) : ` ± ${formatDeviation(deviation, unit).padStart(width)}`;
}

function bestText(text: string, style: Colors): string {
  return style.isColorSupported ? style.bold(text) : `${text}*`;
}
