import { areaY, gridY, lineY, text } from '@observablehq/plot';
import { epochTicks } from '../drawing/epochTicks.ts';
import { palette } from '../drawing/palette.ts';
import { figureWidth, renderSvg } from '../drawing/svg.ts';
import type { EpochCurve, EpochPoint, EpochQuantity } from './data.ts';

const mostColumns = 3;
const panelHeight = 130;
const marginTop = 34;
const marginBottom = 44;

interface Panel extends EpochPoint {
  readonly title: string;
  readonly progress: number;
  readonly column: number;
  readonly row: number;
}

/** A small panel a method: its mean as a line with a band, the first method's in grey behind it for comparison. */
export function drawEpochCurves(curves: readonly EpochCurve[], quantity: EpochQuantity): string {
  const [first] = curves;
  const columns = Math.min(mostColumns, curves.length);
  const rows = Math.ceil(curves.length / columns);
  const place = (index: number) => ({ column: index % columns, row: Math.floor(index / columns) });
  const sameLength = curves.every(({ epochs }) => epochs === first?.epochs);
  const progress = (curve: EpochCurve, epoch: number) => (sameLength ? epoch : (100 * epoch) / curve.epochs);
  const panels = (curve: EpochCurve | undefined, index: number): Panel[] =>
    (curve?.points ?? []).map((point) => ({
      ...scaled(point, quantity),
      ...place(index),
      title: curve?.methodLabel ?? '',
      progress: curve === undefined ? 0 : progress(curve, point.epoch),
    }));
  const own = curves.flatMap(panels);
  const behind = curves.flatMap((_, index) => (index === 0 ? [] : panels(first, index)));
  const facet = { fx: 'column', fy: 'row', x: 'progress' } as const;
  return renderSvg({
    ariaLabel: `${quantity === 'accuracy' ? 'Accuracy on test' : 'Training loss'} by epoch, one panel a method`,
    width: columns === mostColumns ? figureWidth : 60 + (figureWidth - 60) * (columns / mostColumns),
    height: marginTop + marginBottom + rows * panelHeight,
    marginTop,
    marginBottom,
    marginLeft: 46,
    marginRight: 12,
    fx: { axis: null, padding: 0.08 },
    fy: { axis: null, padding: 0.24 },
    x: {
      label: sameLength ? 'epoch' : 'share of its epochs, %',
      ticks: sameLength ? epochTicks(first?.epochs ?? 1, 4) : 4,
      tickFormat: String,
      labelOffset: 36,
    },
    y: { label: quantity === 'accuracy' ? 'accuracy on test, %' : 'training loss', nice: true, ticks: 4 },
    marks: [
      gridY({ strokeOpacity: 0.15 }),
      lineY(behind, { ...facet, y: 'mean', stroke: palette.text, strokeOpacity: 0.35, strokeWidth: 1.25 }),
      areaY(own, { ...facet, y1: 'lower', y2: 'upper', fill: palette.accent, fillOpacity: 0.22 }),
      lineY(own, { ...facet, y: 'mean', stroke: palette.accent, strokeWidth: 1.75 }),
      text(curves, {
        fx: (_: EpochCurve, index: number) => place(index).column,
        fy: (_: EpochCurve, index: number) => place(index).row,
        text: ({ methodLabel }: EpochCurve) => shortened(methodLabel),
        ...{ frameAnchor: 'top-left', dy: -13, fontWeight: 600, fontSize: 11 },
      }),
    ],
  });
}

function scaled({ epoch, mean, lower, upper }: EpochPoint, quantity: EpochQuantity): EpochPoint {
  const factor = quantity === 'accuracy' ? 100 : 1;
  return { epoch, mean: factor * mean, lower: factor * lower, upper: factor * upper };
}

/** A panel's title must not run into the next panel. */
function shortened(label: string): string {
  return label.length > 32 ? `${label.slice(0, 31)}…` : label;
}
