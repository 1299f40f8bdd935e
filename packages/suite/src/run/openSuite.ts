import { discoverPlugins, type Locate, type PluginRegistry } from '@ballast/core';
import { dirname, relative, resolve } from 'node:path';
import { parseConfig, type ConfigDocument } from '../config/document.ts';
import { layered, valueAt } from '../config/layers.ts';
import { withOverrides, type CellSelection } from '../config/overrides.ts';
import { Problems } from '../config/problems.ts';
import { defaultProfile, profileNames, withProfile } from '../config/profiles.ts';
import { resolveSuite, type ResolvedSuite } from '../config/resolve.ts';
import { describeSuitePath, findSuiteFile, suiteName } from '../results/suiteFile.ts';
import { readText } from '../store/readText.ts';
import { viewFolder, type SuiteFolder } from '../store/suiteFolder.ts';
import type { TuningRecord } from '../tuning/record.ts';
import { tunedLayer, type SuiteLayer } from '../tuning/tunedLayer.ts';
import { tuningViewName } from '../tuning/view.ts';

/** A suite file that was read and found right, with the plugins it may name. */
export interface OpenSuite {
  /** Of its folder, or of the file where that is not called `suite.yaml`. */
  readonly name: string;
  /** From the current folder, for commands that messages name: the suite's folder where its file is `suite.yaml`. */
  readonly path: string;
  /** The one that applies; undefined where there is none. */
  readonly profile: string | undefined;
  /** All that the file has. */
  readonly profiles: readonly string[];
  /** The arguments that change the suite, in alphabetical order. */
  readonly overrides: readonly string[];
  /** The part of the grid that arguments name. */
  readonly selection: CellSelection;
  /** Of the results of this profile with these overrides; undefined for those of the file as it stands. */
  readonly view: string | undefined;
  /** What tuning chose, where it is used. */
  readonly tuning: TuningRecord | undefined;
  readonly suite: ResolvedSuite;
  readonly registry: PluginRegistry;
  /** The suite file's folder: plugins are discovered from there. */
  readonly folder: string;
  /** Of the Ballast config: downloads are kept beside it. */
  readonly configFolder: string;
  readonly configFile: string;
  /** Where each key of the Ballast config stands. */
  readonly locateConfig: Locate;
  /** Of the Ballast config, unchecked: for suites that name none. */
  readonly tracker: unknown;
  /** Of the Ballast config, unchecked: for suites that name none. */
  readonly launcher: unknown;
}

/** How a suite file is read. */
export interface Reading {
  /** Instead of the file's default. */
  readonly profile?: string | undefined;
  /** `methodDefaults.epochs=5`, `method=curvenet`. */
  readonly args?: readonly string[] | undefined;
  /** With the options that tuning chose. */
  readonly tuned?: boolean | undefined;
  /** What changes the suite on top of all that; a view by itself. */
  readonly layer?: SuiteLayer | undefined;
  /** Instead of the suite's own folder: what was tuned stands there. */
  readonly resultsFolder?: string | undefined;
}

/**
 * @param path the suite's folder, its file, or the name of a folder below `experiments`.
 * @throws UserError with every mistake in it, in its profiles and in the arguments.
 */
export async function openSuite(path: string, reading: Reading = {}): Promise<OpenSuite> {
  const { profile, args = [] } = reading;
  const file = findSuiteFile(path);
  const document = parseConfig(readText(file) ?? '', relative(process.cwd(), file));
  const chosen = profile ?? defaultProfile(document);
  const { document: changed, overrides, selection } = withOverrides(withProfile(document, chosen), args);
  const view = { profile: chosen === defaultProfile(document) ? undefined : chosen, overrides };
  const root = resultsRoot(file, valueAt(changed.value, ['resultsFolder']), reading.resultsFolder);
  const layer = reading.layer ?? (reading.tuned === true ? tunedLayer(root, view) : undefined);
  const folder = dirname(file);
  const { registry, configFile, locateConfig, tracker, launcher } = await discoverPlugins(folder, parseConfig);
  checkProfiles(document, registry, chosen);
  return {
    name: suiteName(file),
    path: describeSuitePath(file),
    profile: chosen,
    profiles: profileNames(document),
    overrides,
    selection,
    view: tuningViewName(view, layer?.tuning),
    tuning: layer?.record,
    suite: resolveSuite(layer === undefined ? changed : layered(changed, layer.document), registry),
    registry,
    folder,
    configFolder: dirname(configFile),
    configFile,
    locateConfig,
    tracker,
    launcher,
  };
}

/** Where the results of an open suite stand. */
export function resultsOf({ suite, name, view }: OpenSuite, resultsFolder?: string): SuiteFolder {
  return viewFolder(resolve(resultsFolder ?? suite.resultsFolder ?? 'results', name), view);
}

/** @param own of the suite file, not checked yet */
function resultsRoot(file: string, own: unknown, resultsFolder: string | undefined): string {
  return resolve(resultsFolder ?? (typeof own === 'string' ? own : 'results'), suiteName(file));
}

/** The profiles that do not run now: a mistake in them is better known today. */
function checkProfiles(document: ConfigDocument, registry: PluginRegistry, chosen: string | undefined): void {
  const problems = new Problems();
  for (const profile of profileNames(document).filter((name) => name !== chosen)) {
    problems.attempt(() => resolveSuite(withProfile(document, profile), registry));
  }
  problems.throwIfAny();
}
