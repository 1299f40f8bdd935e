import type { AxisEntry } from '../results/types.ts';
import type { ConfigDocument } from './document.ts';
import { layered, partOf } from './layers.ts';
import type { SuiteFile } from './schema.ts';

/** One value of each axis, and the suite file with what these values change. */
export interface GridPoint {
  readonly axes: Readonly<Record<string, string>>;
  readonly document: ConfigDocument;
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
      .filter(([value]) => only.axes[id]?.includes(value) ?? true)
      .map(([value, described]) => ({ id: value, label: described.label ?? value })),
  }));
}
