import { gridX, gridY, lineY, type PlotOptions } from '@observablehq/plot';
import { besides } from '../drawing/besides.ts';
import { palette } from '../drawing/palette.ts';
import { seriesStyle, type SeriesStyle } from '../drawing/series.ts';
import { figureWidth, renderSvg } from '../drawing/svg.ts';
import type { LegendItem } from '../drawing/legend.ts';
import { detectionGrid, type DetectionData, type DetectionScore } from './data.ts';

const panelWidth = figureWidth / 2;

/** Two panels: the ROC curve, and precision against recall; what chance gives is dotted. */
export function drawDetection({ scores, prevalence }: DetectionData): string {
  const styles = scores.map(({ score }, index) => (score === 'raw loss' ? rawLossStyle : seriesStyle(index)));
  const legend = scores.map((score, index) => ({ label: nameOf(score), ...(styles[index] ?? rawLossStyle) }));
  const panel = (name: 'roc' | 'precision', chance: readonly number[], words: Pick<PlotOptions, 'x' | 'y'>) =>
    renderSvg({
      ...{ width: panelWidth, height: 330, marginTop: 24, marginBottom: 46, marginLeft: 46, marginRight: 14 },
      ...words,
      marks: [
        gridX({ strokeOpacity: 0.12 }),
        gridY({ strokeOpacity: 0.12 }),
        lineY(pointsOf(chance), { ...place, stroke: palette.text, strokeOpacity: 0.5, strokeDasharray: '1 4' }),
        ...scores.map((score, index) =>
          lineY(pointsOf(score[name]), { ...place, ...strokeOf(styles[index] ?? rawLossStyle), strokeWidth: 1.75 }),
        ),
      ],
    });
  const unit = { domain: [0, 1], ticks: 5 };
  return besides(
    'ROC curve and precision against recall of finding mislabelled training samples',
    [
      panel('roc', detectionGrid, {
        x: { ...unit, label: 'clean samples taken for mislabelled', labelOffset: 38 },
        y: { ...unit, label: 'mislabelled samples found' },
      }),
      panel(
        'precision',
        detectionGrid.map(() => prevalence),
        { x: { ...unit, label: 'recall', labelOffset: 38 }, y: { ...unit, label: 'precision' } },
      ),
    ],
    legend satisfies LegendItem[],
  );
}

const place = { x: 'at', y: 'value' } as const;
const rawLossStyle: SeriesStyle = { color: palette.text, dash: '6 3' };

function strokeOf({ color, dash }: SeriesStyle) {
  return { stroke: color, strokeDasharray: dash };
}

function pointsOf(values: readonly number[]): { readonly at: number; readonly value: number }[] {
  return values.map((value, index) => ({ at: detectionGrid[index] ?? 0, value }));
}

function nameOf({ label, score, averagePrecision }: DetectionScore): string {
  return `${score === 'raw loss' ? 'raw loss' : label} (AP ${averagePrecision.toFixed(3)})`;
}
