import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { legendMarkup, type LegendItem } from './legend.ts';

/** Figures share a width, so that text has one size in a report. */
export const figureWidth = 700;
/** What a legend takes above the plot. */
export const legendHeight = 28;

/** An SVG element that needs no script and no style from outside. */
export function renderSvg(options: PlotOptions, legend: readonly LegendItem[] = []): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
    readonly document: unknown;
  };
  const figure = plot({
    width: figureWidth,
    style: { fontSize: '12px', overflow: 'visible' },
    ...options,
    document,
  }) as unknown as { readonly outerHTML: string };
  const svg = figure.outerHTML.replace('<svg ', '<svg role="img" ');
  const end = svg.lastIndexOf('</svg>');
  return svg.slice(0, end) + legendMarkup(legend) + svg.slice(end);
}
