import { escapeHtml } from '../../html.ts';

export interface LegendItem {
  readonly label: string;
  readonly color: string;
  /** A line of this dash pattern (`none`: solid); without it a square. */
  readonly dash?: string;
}

const rowHeight = 20;
const swatchWidth = 22;
const gap = 18;
/** Of a character at 12 px: a little too wide does no harm. */
const characterWidth = 7;
const longestLabel = 48;

interface PlacedItem {
  readonly item: LegendItem;
  readonly x: number;
  readonly row: number;
}

/** What a legend of these items takes above a plot of this width. */
export function legendHeight(items: readonly LegendItem[], width: number): number {
  return ((placeItems(items, width).at(-1)?.row ?? -1) + 1) * rowHeight;
}

/** Rows of swatches and labels along the top of an SVG. */
export function legendMarkup(items: readonly LegendItem[], width: number): string {
  return placeItems(items, width)
    .map(({ item, x, row }) => {
      const centre = row * rowHeight + rowHeight / 2;
      return swatch(item, x, centre) + label(item, x + swatchWidth + 6, centre);
    })
    .join('');
}

function placeItems(items: readonly LegendItem[], width: number): PlacedItem[] {
  let [x, row] = [0, 0];
  return items.map((item) => {
    const needed = swatchWidth + 6 + shortened(item.label).length * characterWidth + gap;
    if (x > 0 && x + needed - gap > width) [x, row] = [0, row + 1];
    const placed = { item, x, row };
    x += needed;
    return placed;
  });
}

function swatch({ color, dash }: LegendItem, x: number, centre: number): string {
  if (dash === undefined) {
    return `<rect x="${String(x + 5)}" y="${String(centre - 6)}" width="12" height="12" style="fill:${color}"/>`;
  }
  const line = `x1="${String(x)}" x2="${String(x + swatchWidth)}" y1="${String(centre)}" y2="${String(centre)}"`;
  return `<line ${line} style="stroke:${color}" stroke-width="2" stroke-dasharray="${dash}"/>`;
}

function label({ label: text }: LegendItem, x: number, centre: number): string {
  return `<text x="${String(x)}" y="${String(centre)}" dy="0.32em" text-anchor="start" style="fill:currentColor">${escapeHtml(shortened(text))}</text>`;
}

function shortened(text: string): string {
  return text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text;
}
