import { dot, gridY, lineY, ruleX, text, type ScaleOptions } from '@observablehq/plot';
import { seriesLegend, seriesStyle } from '../drawing/series.ts';
import { renderSvg } from '../drawing/svg.ts';
import type { RobustnessPanel, RobustnessPoint, Severity } from './data.ts';

const panelHeight = 260;
const marginTop = 34;
const marginBottom = 46;

interface PanelPoint extends RobustnessPoint {
  readonly panel: string;
}

/** A line a method, a panel for each family of settings; vertical lines are one deviation up and down. */
export function drawRobustness(panels: readonly RobustnessPanel[], severity: Severity): string {
  const points = panels.flatMap(({ title, points: own }) =>
    own.map((point) => ({ ...inPercent(point), panel: title })),
  );
  const methods = [...new Set(points.map(({ methodLabel }) => methodLabel))];
  const values = [...new Set(points.map((point) => point.severity))].sort((one, other) => one - other);
  return renderSvg(
    {
      ariaLabel: `Accuracy on test against ${severity}, a line a method`,
      height: marginTop + marginBottom + panels.length * panelHeight,
      marginTop,
      marginBottom,
      marginLeft: 46,
      fy: { axis: null, domain: panels.map(({ title }) => title), padding: 0.14 },
      x: { ...scaleOf(severity), label: severity, ticks: values, tickFormat: String, labelOffset: 38, inset: 12 },
      y: { label: 'accuracy on test, %', nice: true, ticks: 6 },
      marks: [
        gridY({ strokeOpacity: 0.15 }),
        panelTitles(panels),
        ...methods.flatMap((method, index) =>
          lineOf(
            points.filter(({ methodLabel }) => methodLabel === method),
            index,
          ),
        ),
      ],
    },
    seriesLegend(methods),
  );
}

/** Ratios multiply, rates add. */
function scaleOf(severity: Severity): ScaleOptions {
  return severity === 'imbalance ratio' ? { type: 'log' } : { type: 'linear' };
}

function inPercent(point: RobustnessPoint): RobustnessPoint {
  return { ...point, mean: 100 * point.mean, lower: 100 * point.lower, upper: 100 * point.upper };
}

function lineOf(points: readonly PanelPoint[], index: number) {
  const { color, dash } = seriesStyle(index);
  const place = { x: 'severity', fy: 'panel' } as const;
  return [
    ruleX(points, { ...place, y1: 'lower', y2: 'upper', stroke: color, strokeOpacity: 0.4 }),
    lineY(points, { ...place, y: 'mean', stroke: color, strokeWidth: 1.75, strokeDasharray: dash }),
    dot(points, { ...place, y: 'mean', fill: color, r: 3 }),
  ];
}

function panelTitles(panels: readonly RobustnessPanel[]) {
  return text(panels, {
    fy: 'title',
    text: 'title',
    ...{ frameAnchor: 'top-left', dy: -14, fontWeight: 600 },
  });
}
