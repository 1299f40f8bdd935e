import { verdictMarks } from './marks.ts';
import type { Entry, Row, TableModel, Unit, ValueEntry } from './model.ts';

const minus = '\u2212';

/** Digits as every rendering shows them: percent with one decimal, areas with three. */
export function formatNumber(value: number, unit: Unit = 'area'): string {
  switch (unit) {
    case 'percent':
      return withMinus((100 * value).toFixed(1));
    case 'points':
      return withSign((100 * value).toFixed(1));
    case 'rank':
      return value.toFixed(2);
    case 'area':
      return withMinus(value.toFixed(3));
    case 'probability':
      return value < 0.001 ? '< 0.001' : value.toFixed(3);
  }
}

/** Of one value: a spread has no sign. */
export function formatDeviation(deviation: number, unit: Unit = 'area'): string {
  return formatNumber(deviation, unit === 'points' ? 'percent' : unit);
}

/** `86.3 ± 3.7 ▲ (2 of 3 seeds)`, `—`, `failed`. */
export function formatEntry(entry: Entry, unit: Unit = 'area'): string {
  switch (entry.kind) {
    case 'none':
      return '—';
    case 'text':
      return entry.text;
    case 'missing':
      return entry.reason;
    case 'value': {
      const note = entry.note === undefined ? '' : ` (${entry.note})`;
      return formatValue(entry, unit) + verdictSuffix(entry) + note;
    }
  }
}

/** `86.3 ± 3.7` */
export function formatValue({ mean, deviation }: ValueEntry, unit: Unit = 'area'): string {
  return formatNumber(mean, unit) + (deviation === undefined ? '' : ` ± ${formatDeviation(deviation, unit)}`);
}

/** What unformatted numbers are in, for programs: shares of 1, which people are shown in percent. */
export function unitOfNumbers(unit: Unit): string {
  return unit === 'percent' || unit === 'points' ? 'fraction' : unit;
}

export function verdictSuffix({ verdict }: ValueEntry): string {
  return verdict === undefined ? '' : ` ${verdictMarks[verdict]}`;
}

export function rowLabel({ label, marks }: Row, space = ' '): string {
  return marks === '' ? label : `${label}${space}${marks}`;
}

/** What bold stands for in a table; undefined where nothing is bold. */
export function boldMeaning({ columns, rows }: TableModel): string | undefined {
  const bold = rows.some(({ entries }) => entries.some((entry) => entry.kind === 'value' && entry.best));
  if (!bold) return undefined;
  return columns.some(({ unit }) => unit === 'probability') ? 'p < 0.05' : 'best of its column';
}

/** What rounds to nothing has no sign. */
function withSign(text: string): string {
  if (Number(text) === 0) return text.replace('-', '');
  return text.startsWith('-') ? withMinus(text) : `+${text}`;
}

function withMinus(text: string): string {
  return text.replace('-', minus);
}
