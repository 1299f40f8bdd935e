import { dot, gridY, ruleX, text } from '@observablehq/plot';
import { classAxis } from '../drawing/classAxis.ts';
import { labelStates, type LabelState } from '../../trainLabels.ts';
import { colorOf } from '../drawing/palette.ts';
import type { ClassWeights } from './data.ts';
import { figureWidth, renderSvg } from '../drawing/svg.ts';

/** Room for the axis's label above the first panel's title. */
const marginTop = 38;
const marginLeft = 48;
const panelHeight = 190;
/** Up to this many classes, marks are large and stand well apart. */
const mostSpacious = 30;

/** One panel a method: a dot at the mean, a line from the lower to the upper quartile. */
export function drawSampleWeights(weights: readonly ClassWeights[]): string {
  const names = [...new Set(weights.map(({ className }) => className))];
  const methods = [...new Set(weights.map(({ methodLabel }) => methodLabel))];
  const axis = classAxis(names, figureWidth - marginLeft - 20);
  return renderSvg(
    {
      ariaLabel: 'Learned weights of clean and mislabelled samples by given label and method',
      height: methods.length * panelHeight + axis.height + marginTop + 54,
      marginTop,
      marginLeft,
      marginBottom: axis.height + 26,
      fy: { axis: null, domain: methods, padding: 0.16 },
      x: {
        ...{ type: 'point', label: 'given label', domain: names, padding: 0.6 },
        ...{ tickRotate: axis.tickRotate, ticks: axis.ticks, tickSize: 0 },
      },
      y: { label: 'learned weight', zero: true, nice: true, ticks: 5 },
      marks: [
        gridY({ strokeOpacity: 0.15 }),
        panelTitles(methods),
        ...labelStates.flatMap((labels) => spreadMarks(weights, labels, names.length <= mostSpacious ? 4 : 2)),
      ],
    },
    labelStates.map((label) => ({ label, color: colorOf(label) })),
  );
}

function spreadMarks(weights: readonly ClassWeights[], labels: LabelState, radius: number) {
  const own = weights.filter((entry) => entry.labels === labels);
  const common = { fy: 'methodLabel', x: 'className', dx: labels === 'clean' ? -radius : radius };
  const color = colorOf(labels);
  return [
    ruleX(own, {
      ...common,
      y1: 'lowerQuartile',
      y2: 'upperQuartile',
      stroke: color,
      strokeWidth: radius - 1,
      strokeOpacity: 0.5,
    }),
    dot(own, { ...common, y: 'mean', fill: color, r: radius, symbol: labels === 'clean' ? 'circle' : 'diamond' }),
  ];
}

function panelTitles(methods: readonly string[]) {
  return text(methods, {
    fy: (method: string) => method,
    text: (method: string) => method,
    frameAnchor: 'top-left',
    dy: -15,
    fontWeight: 'bold',
  });
}
