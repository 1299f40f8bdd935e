import { escapeHtml } from '../html.ts';

export interface LegendItem {
  readonly label: string;
  readonly color: string;
  /** A line of this dash pattern (empty: solid); without it a square. */
  readonly dash?: string;
}

/** Behind the label of the y axis, which stands in the corner. */
const left = 160;
const centre = 9;
const swatchWidth = 22;
/** Of a character at 12 px: labels are short, and a little too wide does no harm. */
const characterWidth = 6.6;

/** A row of swatches and labels along the top of an SVG. */
export function legendMarkup(items: readonly LegendItem[]): string {
  let x = left;
  return items
    .map((item) => {
      const start = x;
      x += swatchWidth + 6 + item.label.length * characterWidth + 18;
      return swatch(item, start) + label(item.label, start + swatchWidth + 6);
    })
    .join('');
}

function swatch({ color, dash }: LegendItem, x: number): string {
  if (dash === undefined) {
    return `<rect x="${String(x + 8)}" y="${String(centre - 6)}" width="12" height="12" fill="${color}"/>`;
  }
  const line = `x1="${String(x)}" x2="${String(x + swatchWidth)}" y1="${String(centre)}" y2="${String(centre)}"`;
  return `<line ${line} stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"/>`;
}

function label(text: string, x: number): string {
  return `<text x="${String(x)}" y="${String(centre)}" dy="0.32em" text-anchor="start">${escapeHtml(text)}</text>`;
}
