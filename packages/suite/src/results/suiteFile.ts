import { suggestion, UserError } from '@ballast/core';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** What a suite is called in the results store. */
export function suiteName(file: string): string {
  return suiteNamesItsFolder(file) ? basename(dirname(resolve(file))) : basename(file).replace(/\.ya?ml$/, '');
}

/** `experiments/digits/suite.yaml` is the suite `digits`. */
export function suiteNamesItsFolder(file: string): boolean {
  return /^suite\.ya?ml$/.test(basename(file));
}

/** @throws UserError with the nearest suite beside the one that is not there. */
export function findSuiteFile(path: string): string {
  const full = resolve(path);
  const candidates = isFolder(full) ? ['suite.yaml', 'suite.yml'].map((name) => join(full, name)) : [full];
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file !== undefined) return file;
  throw new UserError({
    what: isFolder(full) ? 'there is no suite.yaml in this folder.' : 'there is no such suite.',
    where: path,
    meant: suggestion(basename(full), suitesBeside(full)),
    fix: 'Give the folder of a suite, e.g. experiments/digits, or its YAML file.',
  });
}

function suitesBeside(path: string): string[] {
  const parent = dirname(path);
  if (!isFolder(parent)) return [];
  return readdirSync(parent).filter((name) => existsSync(join(parent, name, 'suite.yaml')));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
