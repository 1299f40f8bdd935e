import type { Json } from '@ballast/core';
import { contentId } from '../cells/canonicalJson.ts';
import type { PhasePlan } from '../cells/phasePlan.ts';
import { readJson } from '../store/atomic.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import { otherSuites, storedPhases, type SuiteFolder } from '../store/suiteFolder.ts';

/**
 * What an estimate rests on: finished phases with the same config but for the seed, of the same kind (name, data,
 * model, arithmetic) by the epoch, or any of the same data and model by the epoch.
 */
export type EstimateBasis = 'same-config' | 'same-kind' | 'same-model';

export interface Estimate {
  readonly seconds: number;
  readonly basis: EstimateBasis;
}

/** Seconds that a phase will take by what finished phases took; undefined where none is alike. */
export type Estimator = (phase: PhasePlan) => Estimate | undefined;

type PhaseConfig = Readonly<Record<string, Json>> & { readonly task: Json; readonly phase: { readonly name: string } };

interface Sample {
  readonly config: PhaseConfig;
  readonly seconds: number;
  readonly epochs: number;
}

/** Reads the times of every finished phase of a suite, and of the suites whose results stand beside it. */
export function createEstimator(folder: SuiteFolder): Estimator {
  const means = new Map<string, { sum: number; count: number }>();
  for (const { config, seconds, epochs } of finishedPhases(folder)) {
    for (const [basis, key] of keysOf(config)) {
      const mean = means.get(key) ?? { sum: 0, count: 0 };
      means.set(key, { sum: mean.sum + seconds / (basis === 'same-config' ? 1 : epochs), count: mean.count + 1 });
    }
  }
  if (means.size === 0) return () => undefined;
  return ({ config, cost }) => {
    for (const [basis, key] of keysOf(config as unknown as PhaseConfig)) {
      const mean = means.get(key);
      if (mean === undefined) continue;
      return { basis, seconds: (mean.sum / mean.count) * (basis === 'same-config' ? 1 : cost) };
    }
    return undefined;
  };
}

/** From the most to the least alike. */
function keysOf({ task, phase, ...rest }: PhaseConfig): (readonly [EstimateBasis, string])[] {
  const data: Readonly<Record<string, Json>> = { ...(task as Readonly<Record<string, Json>>), seed: null };
  const { name, settings } = phase as unknown as { name: string; settings: Json };
  const setting = { ...rest, dataset: data['dataset'] ?? null, data: data['data'] ?? null };
  return [
    ['same-config', contentId({ data, ...rest, name, settings })],
    ['same-kind', contentId({ ...setting, name, kind: kindOf(settings) })],
    ['same-model', contentId(setting)],
  ];
}

/** What of a phase's settings decides how long an epoch takes: the plugins, not their numbers. */
function kindOf(settings: Json): Json {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return null;
  const entries = Object.entries(settings as Readonly<Record<string, Json>>);
  return Object.fromEntries(entries.flatMap(([name, value]) => (isChoice(value) ? [[name, value.type]] : [])));
}

function isChoice(value: Json): value is { readonly type: string } {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Each once: a phase that was taken over took its time once. */
function finishedPhases(folder: SuiteFolder): Sample[] {
  const places = [folder, ...otherSuites(folder).values()].flatMap((suite) => storedPhases(suite).map((name) => [name, suite] as const)); // prettier-ignore
  return [...new Map(places)].flatMap(([name, suite]) => sampleOf(new PhaseFolder(suite.phase(name))));
}

function sampleOf(stored: PhaseFolder): Sample[] {
  const timing = stored.timing();
  if (timing === undefined || !stored.isMarkedFinished()) return [];
  try {
    const config = readJson(stored.file('config.json')) as PhaseConfig;
    return [{ config, seconds: timing.seconds, epochs: epochsOf(config) }];
  } catch {
    return [];
  }
}

function epochsOf({ phase }: PhaseConfig): number {
  const { epochs } = ((phase as { settings?: unknown }).settings ?? {}) as { epochs?: unknown };
  return typeof epochs === 'number' ? epochs : 1;
}
