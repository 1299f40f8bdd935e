import { barY, gridY, ruleY } from '@observablehq/plot';
import { classAxis } from '../drawing/classAxis.ts';
import type { ClassCountsData } from './data.ts';
import { labelStates } from '../../trainLabels.ts';
import { colorOf, labelStateColors } from '../drawing/palette.ts';
import { figureWidth, renderSvg } from '../drawing/svg.ts';

const marginLeft = 56;

/** Stacked: clean samples below, mislabelled ones above. */
export function drawClassCounts({ counts }: ClassCountsData): string {
  const names = [...new Set(counts.map(({ className }) => className))];
  const axis = classAxis(names, figureWidth - marginLeft - 20);
  return renderSvg(
    {
      ariaLabel: 'Training samples by given label, clean and mislabelled',
      height: 290 + axis.height,
      marginTop: 26,
      marginLeft,
      marginBottom: axis.height + 26,
      x: { label: 'given label', domain: names, tickRotate: axis.tickRotate, ticks: axis.ticks, tickSize: 0 },
      y: { label: 'training samples', nice: true },
      color: labelStateColors,
      marks: [
        gridY({ strokeOpacity: 0.15 }),
        barY(counts, { x: 'className', y: 'count', fill: 'labels', order: [...labelStates] }),
        ruleY([0]),
      ],
    },
    labelStates.map((label) => ({ label, color: colorOf(label) })),
  );
}
