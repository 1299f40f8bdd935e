import { cell, text } from '@observablehq/plot';
import { classAxis } from './classAxis.ts';
import type { ConfusionMatrix } from './confusionData.ts';
import { palette } from './palette.ts';
import { figureWidth, renderSvg } from './svg.ts';

/** More classes leave no room for numbers in the cells. */
const mostNumbered = 12;
/** From this share on, a number stands on a dark cell. */
const darkFrom = 0.5;

interface Share {
  readonly method: string;
  readonly truth: string;
  readonly predicted: string;
  readonly share: number;
}

/** One panel a method; the darker a cell, the larger its share of the true class. */
export function drawConfusion(matrices: readonly ConfusionMatrix[], classNames: readonly string[]): string {
  const methods = matrices.map(({ methodLabel }) => methodLabel);
  const marginLeft = 30 + Math.min(140, 6.6 * Math.max(0, ...classNames.map((name) => name.length)));
  const panel = (figureWidth - marginLeft - 20) / 2;
  const axis = classAxis(classNames, panel);
  const shares = matrices.flatMap((matrix) => sharesOf(matrix, classNames));
  const place = { fx: 'method', x: 'predicted', y: 'truth' } as const;
  return renderSvg({
    ariaLabel: 'Confusion matrices on test, each row a true class',
    width: marginLeft + 20 + panel * methods.length,
    height: panel + axis.height + 70,
    marginLeft,
    marginTop: 40,
    marginBottom: axis.height + 26,
    fx: { label: null, domain: methods, padding: 0.06, axis: 'top' },
    x: {
      ...{ label: 'predicted class', domain: [...classNames] },
      ...{ tickRotate: axis.tickRotate, ticks: axis.ticks, tickSize: 0 },
    },
    y: { label: 'true class', domain: [...classNames], ticks: axis.ticks, tickSize: 0 },
    opacity: { domain: [0, 1], range: [0, 1] },
    marks: [
      cell(shares, { ...place, fill: palette.accent, fillOpacity: 'share', inset: 0.5 }),
      ...(classNames.length <= mostNumbered ? [light, dark].map((style) => numbers(shares, place, style)) : []),
    ],
  });
}

function sharesOf({ methodLabel, shares }: ConfusionMatrix, classNames: readonly string[]): Share[] {
  return shares.flatMap((row, i) =>
    row.flatMap((share, j) =>
      share === 0
        ? [] // an empty cell is the page: no need to draw it
        : [{ method: methodLabel, truth: classNames[i] ?? String(i), predicted: classNames[j] ?? String(j), share }],
    ),
  );
}

interface NumberStyle {
  readonly fill: string;
  readonly shows: (share: number) => boolean;
}

const light: NumberStyle = { fill: palette.text, shows: (share: number) => share >= 0.005 && share < darkFrom };
const dark: NumberStyle = { fill: palette.onAccent, shows: (share: number) => share >= darkFrom };

/** Whole percent; less than half a percent is left to the colour. */
function numbers(shares: readonly Share[], place: Record<'fx' | 'x' | 'y', string>, style: NumberStyle) {
  return text(
    shares.filter(({ share }) => style.shows(share)),
    { ...place, text: ({ share }: Share) => (100 * share).toFixed(0), fill: style.fill, fontSize: 10 },
  );
}
