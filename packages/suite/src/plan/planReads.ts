import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CodeBase } from '../code/codeBase.ts';
import { codeParts, isPublished } from '../code/digestOf.ts';
import type { OpenSuite } from '../run/openSuite.ts';

/**
 * What a plan was made of, beside the user's data: the suite file, the Ballast config, and all of the packages whose
 * code the cells run, since these also say what their options are and plan the cells.
 * @param names of the packages and plugin files.
 * @returns absolute paths of files and folders.
 */
export function planReads(
  { suite, configFile }: Pick<OpenSuite, 'suite' | 'configFile'>,
  { roots }: CodeBase,
  names: readonly string[],
): string[] {
  const code = names.flatMap((name) => partsOf(roots.get(name) ?? ''));
  return [...new Set([resolve(suite.file), configFile, ...code])];
}

function partsOf(root: string): string[] {
  const isPackage = statSync(root, { throwIfNoEntry: false })?.isDirectory() === true;
  return isPackage && !isPublished(root) ? [join(root, 'package.json'), join(root, 'src')] : codeParts(root);
}
