import { below, discoverPlugins, locateByPath, type Locate, type PluginRegistry, type Tracker } from '@ballast/core';
import { parseConfig } from '../config/document.ts';
import { dirname } from 'node:path';
import { parse } from 'yaml';
import { findSuiteFile } from '../results/suiteFile.ts';
import { readText } from '../store/readText.ts';

/** Where a tracker may be named, and by what. */
export interface TrackerChoices {
  /** By the suite file. */
  readonly suite: { readonly tracker: unknown; readonly locate: Locate };
  /** By the Ballast config. */
  readonly tracker: unknown;
  readonly configFile: string;
  /** Where each of its keys stands; without it, the file is named alone. */
  readonly locateConfig?: Locate | undefined;
  readonly registry: PluginRegistry;
}

/**
 * The tracker that the command line names, else the suite file, else the Ballast config; else none. Named on the
 * command line, it takes its options from where the others set the same one up.
 * @throws UserError for a tracker that is not installed, or options that it does not know.
 */
export function chooseTracker(
  { suite, registry, configFile, locateConfig = (path) => [configFile, ...path].join(' '), tracker }: TrackerChoices,
  named?: string,
): Tracker | undefined {
  const choices = [
    { choice: suite.tracker, locate: below(suite.locate, 'tracker') },
    { choice: tracker, locate: below(locateConfig, 'tracker') },
    { choice: named, locate: () => '--tracker' },
  ];
  const chosen = choices.find(
    ({ choice }) => choice !== undefined && (named === undefined || typeOf(choice) === named),
  );
  if (chosen === undefined) return undefined;
  return registry.instantiate('tracker', registry.resolve('tracker', chosen.choice, chosen.locate));
}

/** The same for results whose suite file may be gone, or wrong by now: it is not checked. */
export async function openTrackerChoices(path: string): Promise<TrackerChoices> {
  const file = attempt(() => findSuiteFile(path));
  const installed = await discoverPlugins(file === undefined ? process.cwd() : dirname(file), parseConfig);
  const text = file === undefined ? undefined : readText(file);
  const value = text === undefined ? undefined : attempt(() => parse(text) as { tracker?: unknown } | null);
  return { ...installed, suite: { tracker: value?.tracker ?? undefined, locate: locateByPath } };
}

/** Of `mlflow` as of `{ type: mlflow, … }`. */
function typeOf(choice: unknown): unknown {
  return typeof choice === 'string' ? choice : (choice as { type?: unknown } | null)?.type;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
