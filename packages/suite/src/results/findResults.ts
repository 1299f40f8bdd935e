import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { suiteFolder, type SuiteFolder } from '../store/suiteFolder.ts';
import { findSuiteFile, suiteName } from './suiteFile.ts';

/**
 * Where the results of a suite stand, whichever way it is named: its folder or file, its name, or the folder of the
 * results themselves.
 */
export function findResults(path: string, resultsFolder?: string): SuiteFolder {
  if (existsSync(join(path, 'suite.json'))) return suiteFolder(resolve(path));
  if (!existsSync(path)) return suiteFolder(resolve(resultsFolder ?? 'results', basename(path)));
  const file = findSuiteFile(path);
  return suiteFolder(resolve(resultsFolder ?? ownResultsFolder(file) ?? 'results', suiteName(file)));
}

/** Without a check of the suite file: its results are shown even when it is wrong by now. */
function ownResultsFolder(file: string): string | undefined {
  try {
    const { resultsFolder } = parse(readFileSync(file, 'utf8')) as { resultsFolder?: unknown };
    return typeof resultsFolder === 'string' ? resultsFolder : undefined;
  } catch {
    return undefined;
  }
}
