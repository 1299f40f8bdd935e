import { UserError, type Locate } from '@ballast/core';
import type { AxisEntry } from '../results/types.ts';
import type { ConfigDocument } from './document.ts';
import { layered, partOf } from './layers.ts';
import type { SuiteFile } from './schema.ts';

/** One value of each axis, and the suite file with what these values change. */
export interface GridPoint {
  readonly axes: Readonly<Record<string, string>>;
  readonly document: ConfigDocument;
}

/** A machine would compute for years, and describing them takes minutes. */
const most = { variants: 1000, cells: 100_000 };

/** @throws UserError when the axes, methods, corruptions and seeds combine to more cells than anybody computes. */
export function requireFeasible(file: SuiteFile, locate: Locate): void {
  const { methods, corruptions, seeds } = file;
  const variants = chosenAxes(file).reduce((product, { values }) => product * values.length, 1);
  const cells = variants * Object.keys(methods).length * Object.keys(corruptions).length * seeds.length;
  if (variants <= most.variants && cells <= most.cells) return;
  const count = (value: number): string => value.toLocaleString('en');
  throw new UserError({
    what: `this suite has ${count(variants)} combinations of axes and ${count(cells)} cells; at most ${count(most.variants)} and ${count(most.cells)} can be planned.`,
    where: locate(variants > 1 ? ['axes'] : ['seeds']),
    fix: 'Split it into several suites.',
  });
}

/** Every combination of the values of the axes; the last axis varies fastest. */
export function gridPoints(file: SuiteFile, document: ConfigDocument): GridPoint[] {
  return chosenAxes(file).reduce<GridPoint[]>(
    (points, axis) =>
      points.flatMap((point) =>
        axis.values.map((value) => ({
          axes: { ...point.axes, [axis.id]: value.id },
          document: layered(point.document, partOf(document, ['axes', axis.id, 'values', value.id, 'overrides'])),
        })),
      ),
    [{ axes: {}, document }],
  );
}

/** The axes with those of their values that `only` names. */
export function chosenAxes({ axes, only }: Pick<SuiteFile, 'axes' | 'only'>): AxisEntry[] {
  return Object.entries(axes).map(([id, { label, show, values }]) => ({
    id,
    label: label ?? id,
    show,
    values: Object.entries(values)
      .filter(([value]) => !Object.hasOwn(only.axes, id) || only.axes[id]?.includes(value) === true)
      .map(([value, described]) => ({ id: value, label: described.label ?? value })),
  }));
}
