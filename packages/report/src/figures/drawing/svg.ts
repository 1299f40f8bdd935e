import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { withoutControls } from '../../html.ts';
import { besides } from './besides.ts';
import type { LegendItem } from './legend.ts';

/** Figures share a width, so that text has one size in a report. */
export const figureWidth = 700;

/** Sizes are those of the plot without its legend, which comes above it. */
export interface SvgOptions extends PlotOptions {
  readonly width?: number;
  readonly height: number;
  readonly ariaLabel?: string;
}

/** An SVG element that needs no script and no style from outside. */
export function renderSvg(options: SvgOptions, legend: readonly LegendItem[] = []): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
    readonly document: unknown;
  };
  const figure = plot({
    width: figureWidth,
    ...options,
    style: { fontSize: '12px', overflow: 'visible' },
    document,
  }) as unknown as { readonly outerHTML: string };
  // A label on a group without a role is for nobody, and not allowed.
  const svg = withoutControls(figure.outerHTML)
    .replace('<svg ', '<svg role="img" ')
    .replace(/(<g[^>]*) aria-label=/g, '$1 data-mark=');
  return legend.length === 0 ? svg : besides(options.ariaLabel ?? '', [svg], legend);
}
