import { cell, text } from '@observablehq/plot';
import { classAxis } from '../drawing/classAxis.ts';
import type { ConfusionMatrix } from './data.ts';
import { palette } from '../drawing/palette.ts';
import { figureWidth, renderSvg } from '../drawing/svg.ts';

/** More classes leave no room for numbers in the cells. */
const mostNumbered = 12;
/** From this share on, a number stands on a dark cell. */
const darkFrom = 0.5;

/** Half a percent would round to nothing. */
const leastShown = 0.005;

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
  const numbered = classNames.length <= mostNumbered;
  const band = { domain: [...classNames], ticks: axis.ticks, tickSize: 0, round: false, padding: numbered ? 0.1 : 0 };
  const place = { fx: 'method', x: 'predicted', y: 'truth' } as const;
  return renderSvg({
    ariaLabel: 'Confusion matrices on test, each row a true class',
    marginRight: methods.length === 1 ? 20 + panel : 20,
    height: panel + axis.height + 70,
    marginLeft,
    marginTop: 40,
    marginBottom: axis.height + 26,
    fx: { label: null, domain: methods, padding: 0.06, axis: 'top' },
    x: { ...band, label: 'predicted class', tickRotate: axis.tickRotate },
    y: { ...band, label: 'true class' },
    opacity: { domain: [0, 1], range: [0, 1] },
    marks: [
      cell(shares, { ...place, fill: palette.accent, fillOpacity: 'share', inset: numbered ? 0.5 : 0 }),
      ...(numbered ? [light, dark].map((style) => numbers(shares, place, style)) : []),
    ],
  });
}

function sharesOf({ methodLabel, shares }: ConfusionMatrix, classNames: readonly string[]): Share[] {
  return shares.flatMap((row, i) =>
    row.flatMap((share, j) =>
      share < leastShown
        ? [] // not to be told from the page
        : [{ method: methodLabel, truth: classNames[i] ?? String(i), predicted: classNames[j] ?? String(j), share }],
    ),
  );
}

interface NumberStyle {
  readonly fill: string;
  readonly shows: (share: number) => boolean;
}

const light: NumberStyle = { fill: palette.text, shows: (share: number) => share < darkFrom };
const dark: NumberStyle = { fill: palette.onAccent, shows: (share: number) => share >= darkFrom };

/** Whole percent. */
function numbers(shares: readonly Share[], place: Record<'fx' | 'x' | 'y', string>, style: NumberStyle) {
  return text(
    shares.filter(({ share }) => style.shows(share)),
    { ...place, text: ({ share }: Share) => (100 * share).toFixed(0), fill: style.fill, fontSize: 10 },
  );
}
