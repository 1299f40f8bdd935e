import { suggestion, UserError } from '@ballast/core';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

const fileNames = ['suite.yaml', 'suite.yml', 'suite.json'];

/** The folder of a workspace whose folders are suites. */
const experiments = 'experiments';

/** What a suite is called in the results store. */
export function suiteName(file: string): string {
  return suiteNamesItsFolder(file) ? basename(dirname(resolve(file))) : basename(file).replace(/\.(ya?ml|json)$/, '');
}

/** `experiments/digits/suite.yaml` is the suite `digits`. */
export function suiteNamesItsFolder(file: string): boolean {
  return fileNames.includes(basename(file));
}

/**
 * @param path a suite's folder, its file, or its name: that of a folder in `experiments`, here or further up.
 * @throws UserError with the nearest suite beside the one that is not there.
 */
export function findSuiteFile(path: string): string {
  const found = findSuiteFileIfAny(path);
  if (found !== undefined) return found;
  const full = resolve(path);
  throw new UserError({
    what: isFolder(full) ? 'there is no suite.yaml in this folder.' : 'there is no such suite.',
    where: path,
    meant: suggestion(basename(full), [...suitesIn(dirname(full)), ...suitesIn(experimentsFolder() ?? '')]),
    fix: 'Give the name of a folder in experiments, e.g. digits, or a suite’s folder or file.',
  });
}

/** Whether a word names a suite. */
export function isSuite(path: string): boolean {
  return findSuiteFileIfAny(path) !== undefined;
}

/** Undefined where there is no such suite. */
export function findSuiteFileIfAny(path: string): string | undefined {
  const own = suiteFileAt(resolve(path));
  if (own !== undefined || path !== basename(path)) return own;
  const folder = experimentsFolder();
  return folder === undefined ? undefined : suiteFileAt(join(folder, path));
}

function suiteFileAt(path: string): string | undefined {
  const candidates = isFolder(path) ? fileNames.map((name) => join(path, name)) : [path];
  return candidates.find((candidate) => existsSync(candidate) && !isFolder(candidate));
}

/** The nearest one, from the current folder upwards. */
function experimentsFolder(from = resolve()): string | undefined {
  const folder = join(from, experiments);
  if (isFolder(folder)) return folder;
  return dirname(from) === from ? undefined : experimentsFolder(dirname(from));
}

function suitesIn(folder: string): string[] {
  if (folder === '' || !isFolder(folder)) return [];
  return readdirSync(folder).filter((name) => fileNames.some((file) => existsSync(join(folder, name, file))));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** How a person in the current folder names a suite's file: its folder where the file is `suite.yaml`. */
export function describeSuitePath(file: string): string {
  const named = relative('', suiteNamesItsFolder(file) ? dirname(file) : file);
  return named === '' ? '.' : named;
}
