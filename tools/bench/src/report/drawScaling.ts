import { dot, gridY, line, plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { spreadOf } from './statistics.ts';

export interface ScalingPoint {
  /** What grows. */
  readonly ladder: string;
  readonly size: number;
  /** Milliseconds. */
  readonly times: readonly number[];
  /** Bytes above the start. */
  readonly memory: number;
}

/** A panel for each measure and each thing that grows; relative to the smallest size, with the diagonal. */
export function drawScaling(points: readonly ScalingPoint[]): string {
  const rows = points.flatMap((point) => {
    const first = points.find(({ ladder }) => ladder === point.ladder) as ScalingPoint;
    const size = point.size / first.size;
    const relative = { time: medianTime(point) / medianTime(first), memory: point.memory / first.memory };
    return Object.entries(relative).map(([measure, cost]) => ({ ladder: point.ladder, measure, size, cost }));
  });
  return renderSvg({
    ariaLabel: 'Time and memory by batch, layers and samples, relative to the smallest size',
    width: 700,
    height: 420,
    marginBottom: 40,
    grid: false,
    fx: { label: null },
    fy: { label: null },
    x: { label: 'size, relative', type: 'log', base: 2, ticks: [1, 2, 4] },
    y: { label: 'cost, relative', type: 'log', base: 2, ticks: [1, 2, 4] },
    marks: [
      gridY({ strokeOpacity: 0.15 }),
      line(rows, { fx: 'ladder', fy: 'measure', x: 'size', y: 'size', strokeDasharray: '4 4', strokeOpacity: 0.5 }),
      line(rows, { fx: 'ladder', fy: 'measure', x: 'size', y: 'cost', stroke: '#0072b2', strokeWidth: 2 }),
      dot(rows, { fx: 'ladder', fy: 'measure', x: 'size', y: 'cost', fill: '#0072b2' }),
    ],
  });
}

function medianTime({ times }: ScalingPoint): number {
  return spreadOf(times).median;
}

function renderSvg(options: PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
    readonly document: unknown;
  };
  const figure = plot({ ...options, document }) as unknown as { readonly outerHTML: string };
  return figure.outerHTML.replace('<svg ', '<svg role="img" xmlns="http://www.w3.org/2000/svg" ');
}
