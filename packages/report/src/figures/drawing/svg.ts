import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { legendHeight, legendMarkup, type LegendItem } from './legend.ts';

/** Figures share a width, so that text has one size in a report. */
export const figureWidth = 700;

const legendGap = 6;

/** Sizes are those of the plot without its legend, which comes above it. */
export interface SvgOptions extends PlotOptions {
  readonly width?: number;
  readonly height: number;
  readonly marginTop: number;
}

/** An SVG element that needs no script and no style from outside. */
export function renderSvg(options: SvgOptions, legend: readonly LegendItem[] = []): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
    readonly document: unknown;
  };
  const width = options.width ?? figureWidth;
  const above = legend.length === 0 ? 0 : legendHeight(legend, width) + legendGap;
  const figure = plot({
    ...options,
    width,
    height: options.height + above,
    marginTop: options.marginTop + above,
    style: { fontSize: '12px', overflow: 'visible' },
    document,
  }) as unknown as { readonly outerHTML: string };
  const svg = figure.outerHTML.replace('<svg ', '<svg role="img" ');
  const end = svg.lastIndexOf('</svg>');
  return svg.slice(0, end) + legendMarkup(legend, width) + svg.slice(end);
}
