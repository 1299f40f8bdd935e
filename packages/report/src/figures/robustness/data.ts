import type { Json } from '@ballast/core';
import type { SuiteResults } from '@ballast/suite';
import { finishedAt, rowsOf, settingsOf, type Setting } from '../../grid.ts';
import { mean, sampleStandardDeviation } from '../../statistics/descriptive.ts';

/** What a corruption does more or less of. */
export type Severity = 'noise rate' | 'imbalance ratio';

export interface RobustnessPoint {
  readonly methodLabel: string;
  readonly severity: number;
  /** Accuracy on test after the last epoch, in [0, 1]. */
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

/** Settings that differ in one severity alone. */
export interface RobustnessPanel {
  /** What they have in common, e.g. `flip2 · imbalance ratio 4`. */
  readonly title: string;
  readonly points: readonly RobustnessPoint[];
}

/** Accuracy against noise rate or imbalance ratio, wherever a suite varies it with all else equal. */
export function robustnessData(results: SuiteResults, severity: Severity): RobustnessPanel[] {
  const placed = settingsOf(results).flatMap((setting) => place(setting, severity));
  const families = placed.filter(({ kind }) => kind !== undefined);
  return [...new Map(families.map((one) => [titleOf(one), one]))].flatMap(([title, family]) => {
    // A setting without any corruption of this kind is the start of every curve that agrees in the rest.
    const members = placed.filter(
      ({ kind, rest }) => rest === family.rest && (kind === undefined || kind === family.kind),
    );
    if (new Set(members.map(({ value }) => value)).size < 2) return [];
    const points = members.flatMap(({ setting, value }) => pointsOf(results, setting, value));
    return points.length === 0 ? [] : [{ title, points: points.sort((one, other) => one.severity - other.severity) }];
  });
}

interface Placed {
  readonly setting: Setting;
  readonly value: number;
  /** The plugin and its other options; undefined where there is no corruption of this kind. */
  readonly kind: string | undefined;
  /** What has to agree between settings on one curve. */
  readonly rest: string;
}

/** Nowhere where the plugin has no such number. */
function place(setting: Setting, severity: Severity): Placed[] {
  const { noise, imbalance, axes } = setting;
  const byNoise = severity === 'noise rate';
  const [own, other] = byNoise ? [noise, imbalance] : [imbalance, noise];
  const rest = [describe(other), ...Object.values(axes)].filter((part) => part !== '').join(' · ');
  if (!isRecord(own)) return [{ setting, value: byNoise ? 0 : 1, kind: undefined, rest }];
  const key = byNoise ? 'rate' : 'ratio';
  const value = own[key];
  return typeof value === 'number' ? [{ setting, value, kind: describe(own, key), rest }] : [];
}

function titleOf({ kind = '', rest }: Placed): string {
  return rest === '' ? kind : `${kind} · ${rest}`;
}

/** `flip2, rate 0.4`: a plugin's name and options, but one. */
function describe(plugin: Json | undefined, without?: string): string {
  if (!isRecord(plugin)) return '';
  const { type, ...options } = plugin;
  const shown = Object.entries(options).flatMap(([key, value]) =>
    key !== without && isNameOrNumber(value) ? [`${key} ${String(value)}`] : [],
  );
  return [...(isNameOrNumber(type) ? [type] : []), ...shown].join(', ');
}

function isNameOrNumber(value: Json | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pointsOf(results: SuiteResults, setting: Setting, severity: number): RobustnessPoint[] {
  return rowsOf(results).flatMap((row) => {
    const accuracies = finishedAt(results, row, setting).map(({ summary }) => summary.last.accuracy);
    if (accuracies.length === 0) return [];
    const centre = mean(accuracies);
    const deviation = sampleStandardDeviation(accuracies) ?? 0;
    return [{ methodLabel: row.label, severity, mean: centre, lower: centre - deviation, upper: centre + deviation }];
  });
}
