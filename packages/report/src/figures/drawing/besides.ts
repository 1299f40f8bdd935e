import { escapeHtml } from '../../html.ts';
import { legendHeight, legendMarkup, type LegendItem } from './legend.ts';

const gap = 6;

/** Plots side by side as one SVG, under one legend. */
export function besides(label: string, svgs: readonly string[], legend: readonly LegendItem[]): string {
  const sizes = svgs.map((svg) => ({ width: sizeIn(svg, 'width'), height: sizeIn(svg, 'height') }));
  const width = sizes.reduce((sum, size) => sum + size.width, 0);
  const above = legendHeight(legend, width) + gap;
  const height = above + Math.max(...sizes.map((size) => size.height));
  let left = 0;
  const panels = svgs.map((svg, index) => {
    const x = left;
    left += sizes[index]?.width ?? 0;
    return svg
      .replace(/ role="img"| aria-label="[^"]*"/g, '')
      .replace('<svg ', `<svg x="${String(x)}" y="${String(above)}" `);
  });
  const box = `viewBox="0 0 ${String(width)} ${String(height)}" width="${String(width)}" height="${String(height)}"`;
  const text = 'font-size="12" font-family="system-ui, sans-serif" fill="currentColor"';
  return `<svg role="img" aria-label="${escapeHtml(label)}" class="plots" ${box} ${text}>${panels.join('')}${legendMarkup(legend, width)}</svg>`;
}

function sizeIn(svg: string, name: 'width' | 'height'): number {
  return Number(new RegExp(` ${name}="([\\d.]+)"`).exec(svg)?.[1] ?? 0);
}
