import type { LegendItem } from './legend.ts';

/** A line of a figure that compares methods. */
export interface SeriesStyle {
  readonly color: string;
  /** Its dash pattern. */
  readonly dash: string;
}

/** As CSS variables of the report, with fallbacks for an SVG on its own (Okabe & Ito 2008, darkened for white paper). */
const colors = [
  'var(--series-1, #0072b2)',
  'var(--series-2, #d55e00)',
  'var(--series-3, #007a5a)',
  'var(--series-4, #b0478a)',
  'var(--series-5, #7a6200)',
  'var(--series-6, #4a7fb0)',
  'var(--series-7, #555b66)',
];
const dashes = ['none', '6 3', '2 3', '8 3 2 3'];

/** Colours first, then the same ones dashed: lines of one colour differ in their pattern. */
export function seriesStyle(index: number): SeriesStyle {
  return {
    color: colors[index % colors.length] ?? 'currentColor',
    dash: dashes[Math.floor(index / colors.length) % dashes.length] ?? 'none',
  };
}

export function seriesLegend(labels: readonly string[]): LegendItem[] {
  return labels.map((label, index) => ({ label, ...seriesStyle(index) }));
}
