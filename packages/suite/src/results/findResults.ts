import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { parseConfig, type ConfigDocument } from '../config/document.ts';
import { valueAt } from '../config/layers.ts';
import { withOverrides } from '../config/overrides.ts';
import { defaultProfile, withProfile } from '../config/profiles.ts';
import { readText } from '../store/readText.ts';
import { suiteFolder, viewFolder, type SuiteFolder } from '../store/suiteFolder.ts';
import { findSuiteFileIfAny, suiteName } from './suiteFile.ts';
import { tuningViewName, type TuningView } from '../tuning/view.ts';
import type { View } from './views.ts';

/** Which results of a suite are meant. */
export interface ResultsChoice {
  /** Instead of the suite's own folder. */
  readonly resultsFolder?: string | undefined;
  /** Instead of the suite's default profile. */
  readonly profile?: string | undefined;
  /** The arguments that changed the suite: `methodDefaults.epochs=5`. */
  readonly args?: readonly string[] | undefined;
  /** With the options that tuning chose. */
  readonly tuned?: boolean | undefined;
}

/**
 * Where the results of a suite stand, whichever way it is named: its folder or file, its name, or the folder of the
 * results themselves. The suite file is not checked: its results are shown even when it is wrong by now.
 * @throws UserError for arguments that do not fit the suite.
 */
export function findResults(
  path: string,
  { resultsFolder, profile, args = [], tuned }: ResultsChoice = {},
): SuiteFolder {
  const tuning = tuned === true ? 'tuned' : undefined;
  const index = join(path, 'suite.json');
  if (existsSync(index) && !isWrittenSuite(index)) {
    const named = resolve(path);
    if (profile === undefined && tuning === undefined) return suiteFolder(named);
    return viewFolder(named, tuningViewName({ profile, overrides: args }, tuning));
  }
  const file = findSuiteFileIfAny(path);
  const document = file === undefined ? undefined : readDocument(file);
  const name = file === undefined ? basename(resolve(path)) : suiteName(file);
  const root = resolve(resultsFolder ?? ownResultsFolder(document) ?? 'results', name);
  return viewFolder(root, viewOf(document, { profile, args, tuning }));
}

function viewOf(
  document: ConfigDocument | undefined,
  {
    profile,
    args,
    tuning,
  }: Pick<View, 'profile'> & { readonly args: readonly string[]; readonly tuning: TuningView | undefined },
): string | undefined {
  if (document === undefined) return tuningViewName({ profile, overrides: args }, tuning);
  const usual = defaultProfile(document);
  const { overrides } = withOverrides(withProfile(document, profile ?? usual), args);
  return tuningViewName({ profile: profile === usual ? undefined : profile, overrides }, tuning);
}

/** A suite may be written as `suite.json` too; the index of results has cells. */
function isWrittenSuite(file: string): boolean {
  try {
    return !('cells' in (JSON.parse(readFileSync(file, 'utf8')) as object));
  } catch {
    return false; // a damaged index says so when it is read
  }
}

function readDocument(file: string): ConfigDocument | undefined {
  try {
    return parseConfig(readText(file) ?? '', relative('', file));
  } catch {
    return undefined;
  }
}

function ownResultsFolder(document: ConfigDocument | undefined): string | undefined {
  const folder = valueAt(document?.value, ['resultsFolder']);
  return typeof folder === 'string' ? folder : undefined;
}
