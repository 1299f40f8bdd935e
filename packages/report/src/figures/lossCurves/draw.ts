import { gridY, lineY } from '@observablehq/plot';
import type { ClassGroup, LossCurvesData, MeanLossCurve } from './data.ts';
import { colorOf } from '../drawing/palette.ts';
import { epochTicks } from '../drawing/epochTicks.ts';
import { renderSvg } from '../drawing/svg.ts';

/** Colour tells clean from mislabelled, the dash pattern head from tail. */
export function drawLossCurves({ curves }: LossCurvesData): string {
  const epochs = Math.max(1, ...curves.map(({ losses }) => losses.length));
  return renderSvg(
    {
      ariaLabel: 'Mean loss curves of clean and mislabelled samples in head and tail classes',
      height: 356,
      marginTop: 26,
      marginBottom: 46,
      x: { label: 'epoch', labelOffset: 38, ticks: epochTicks(epochs, 10), tickFormat: String },
      y: { label: 'mean loss', zero: true, nice: true },
      marks: [gridY({ strokeOpacity: 0.15 }), ...curves.map(lineOf)],
    },
    curves.map(({ group, labels }) => ({ label: `${group}, ${labels}`, color: colorOf(labels), dash: dashOf(group) })),
  );
}

function lineOf({ group, labels, losses }: MeanLossCurve) {
  const points = losses.map((loss, epoch) => ({ epoch: epoch + 1, loss }));
  return lineY(points, {
    x: 'epoch',
    y: 'loss',
    stroke: colorOf(labels),
    strokeWidth: 2,
    strokeDasharray: dashOf(group),
  });
}

function dashOf(group: ClassGroup): string {
  return group === 'head' ? 'none' : '6 4';
}
