import { metaSetMark, type Entry, type Row, type Unit } from './model.ts';

/** Digits as every rendering shows them: percent with one decimal, areas with three. */
export function formatNumber(value: number, unit: Unit): string {
  return unit === 'percent' ? (100 * value).toFixed(1) : value.toFixed(3);
}

/** `86.3 ± 3.7 (2 of 3 seeds)`, `—`, `failed`. */
export function formatEntry(entry: Entry, unit: Unit): string {
  switch (entry.kind) {
    case 'none':
      return '—';
    case 'missing':
      return entry.reason;
    case 'value': {
      const deviation = entry.deviation === undefined ? '' : ` ± ${formatNumber(entry.deviation, unit)}`;
      const note = entry.note === undefined ? '' : ` (${entry.note})`;
      return formatNumber(entry.mean, unit) + deviation + note;
    }
  }
}

export function rowLabel({ label, usesMetaSet }: Row): string {
  return usesMetaSet ? `${label} ${metaSetMark}` : label;
}
