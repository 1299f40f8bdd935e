import { discoverPlugins, suggestion, UserError, type PluginRegistry } from '@ballast/core';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseYaml } from '../config/document.ts';
import { resolveSuite, type ResolvedSuite } from '../config/resolve.ts';

/** A suite file that was read and found right, with the plugins it may name. */
export interface OpenSuite {
  /** Of its folder, or of the file where that is not called `suite.yaml`. */
  readonly name: string;
  readonly suite: ResolvedSuite;
  readonly registry: PluginRegistry;
  /** The suite file's folder: plugins are discovered from there. */
  readonly folder: string;
  /** Of the Ballast config: downloads are kept beside it. */
  readonly configFolder: string;
}

/**
 * @param path the suite's folder or its YAML file.
 * @throws UserError with every mistake in it.
 */
export async function openSuite(path: string): Promise<OpenSuite> {
  const file = findSuiteFile(path);
  const document = parseYaml(readFileSync(file, 'utf8'), relative(process.cwd(), file));
  const folder = dirname(file);
  const { registry, configFile } = await discoverPlugins(folder);
  const suite = resolveSuite(document, registry);
  return { name: suiteName(file), suite, registry, folder, configFolder: dirname(configFile) };
}

/** What a suite is called in the results store. */
export function suiteName(file: string): string {
  const own = basename(file).replace(/\.ya?ml$/, '');
  return own === 'suite' ? basename(dirname(resolve(file))) : own;
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
