import { UserError, type Json } from '@ballast/core';
import type { SuiteResults } from '../results/types.ts';
import { writeJson } from './atomic.ts';
import { readText } from './readText.ts';
import type { SuiteFolder } from './suiteFolder.ts';

export interface IndexedPhase {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly evaluated: boolean;
}

export interface IndexedCell {
  readonly id: string;
  readonly name: string;
  readonly method: string;
  readonly corruption: string;
  readonly axes: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly phases: readonly IndexedPhase[];
}

/** `suite.json`: what belongs to the suite, finished or not, so that tables need nothing but the store. */
export interface SuiteIndex extends Omit<SuiteResults, 'cells' | 'warnings'> {
  readonly cells: readonly IndexedCell[];
  /** The command that ran the suite. */
  readonly command: string;
  /** Where the code of the packages and plugin files stands, by name, relative to the index. */
  readonly codeRoots: Readonly<Record<string, string>>;
}

export function writeSuiteIndex(folder: SuiteFolder, index: SuiteIndex): void {
  writeJson(folder.indexFile, index as unknown as Json);
}

/** @throws UserError when nothing of the suite was computed yet, or the index cannot be read or is damaged. */
export function readSuiteIndex(folder: SuiteFolder): SuiteIndex {
  const text = readText(folder.indexFile);
  if (text === undefined) {
    throw new UserError({
      what: 'there are no results here.',
      where: folder.root,
      fix: 'Run the suite first: ballast run experiments/<suite>. Another place is named with --results.',
    });
  }
  try {
    return JSON.parse(text) as SuiteIndex;
  } catch (error) {
    throw new UserError(
      {
        what: 'this file is damaged.',
        where: folder.indexFile,
        fix: 'Run the suite again: it is written anew, nothing is computed twice.',
      },
      { cause: error },
    );
  }
}
