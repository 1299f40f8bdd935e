import { discoverPlugins, type PluginRegistry } from '@ballast/core';
import { dirname, relative } from 'node:path';
import { parseYaml } from '../config/document.ts';
import { resolveSuite, type ResolvedSuite } from '../config/resolve.ts';
import { findSuiteFile, suiteName, suiteNamesItsFolder } from '../results/suiteFile.ts';
import { readText } from '../store/readText.ts';

/** A suite file that was read and found right, with the plugins it may name. */
export interface OpenSuite {
  /** Of its folder, or of the file where that is not called `suite.yaml`. */
  readonly name: string;
  /** From the current folder, for commands that messages name: the suite's folder where its file is `suite.yaml`. */
  readonly path: string;
  readonly suite: ResolvedSuite;
  readonly registry: PluginRegistry;
  /** The suite file's folder: plugins are discovered from there. */
  readonly folder: string;
  /** Of the Ballast config: downloads are kept beside it. */
  readonly configFolder: string;
  readonly configFile: string;
  /** Of the Ballast config, unchecked: for suites that name none. */
  readonly tracker: unknown;
}

/**
 * @param path the suite's folder or its YAML file.
 * @throws UserError with every mistake in it.
 */
export async function openSuite(path: string): Promise<OpenSuite> {
  const file = findSuiteFile(path);
  const document = parseYaml(readText(file) ?? '', relative(process.cwd(), file));
  const folder = dirname(file);
  const { registry, configFile, tracker } = await discoverPlugins(folder);
  const suite = resolveSuite(document, registry);
  const named = relative('', suiteNamesItsFolder(file) ? folder : file);
  return {
    name: suiteName(file),
    path: named === '' ? '.' : named,
    suite,
    registry,
    folder,
    configFolder: dirname(configFile),
    configFile,
    tracker,
  };
}
