import { UserError } from '@ballast/core';
import { basename } from 'node:path';
import type { SuiteResults } from '../results/types.ts';
import { writeFileAtomically } from './atomic.ts';
import { readText } from './readText.ts';
import { viewsBeside, type SuiteFolder } from './suiteFolder.ts';

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

/** Several processes that run parts of a suite may write it at the same time. */
export function writeSuiteIndex(folder: SuiteFolder, index: SuiteIndex): void {
  const text = JSON.stringify(index, null, 2) + '\n';
  if (readText(folder.indexFile) !== text) writeFileAtomically(folder.indexFile, text, String(process.pid));
}

/** @throws UserError when nothing of the suite was computed yet, or the index cannot be read or is damaged. */
export function readSuiteIndex(folder: SuiteFolder): SuiteIndex {
  const text = readText(folder.indexFile);
  if (text === undefined) {
    throw new UserError({
      what: 'there are no results here.',
      where: folder.root,
      meant: otherViews(folder),
      fix: 'Run the suite first: ballast run experiments/<suite>. Another place is named with --results.',
    });
  }
  try {
    return complete(JSON.parse(text) as SuiteIndex);
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

const mostViewsNamed = 5;

/** Results that are there, by the arguments that they were computed with: a profile is easily forgotten. */
function otherViews(folder: SuiteFolder): string | undefined {
  const found = viewsBeside(folder).flatMap((view) => argumentsOf(view) ?? []);
  if (found.length === 0) return undefined;
  const left = found.length - mostViewsNamed;
  const more = left > 0 ? [`and ${String(left)} more`] : [];
  return `There are results with other arguments: ${[...found.slice(0, mostViewsNamed), ...more].join(', or ')}.`;
}

/** Undefined where there are no results, and for views of tuning, which no argument names. */
function argumentsOf({ root, store, indexFile }: SuiteFolder): string | undefined {
  try {
    const { profile, overrides } = complete(JSON.parse(readText(indexFile) ?? '') as SuiteIndex);
    const words = [...(profile === undefined ? [] : [`--profile ${profile}`]), ...overrides];
    if (words.length > 0) return words.join(' ');
    return root === store ? 'none' : undefined;
  } catch {
    return undefined; // not there, or damaged
  }
}

/** What an index from before these were written has none of. */
const later = { profile: undefined, overrides: [], axes: [], published: [], report: {}, codeRoots: {} } as const;

function complete(index: SuiteIndex): SuiteIndex {
  for (const { name, phases } of index.cells) [name, ...phases.map(({ folder }) => folder)].forEach(requireName);
  const cells = index.cells.map((cell) => ({ ...cell, axes: (cell as Partial<IndexedCell>).axes ?? {} }));
  return { ...later, ...index, cells };
}

/** An index may come from somebody else: what it names is read, and shown in the report. @throws Error */
function requireName(name: string): void {
  if (basename(name) !== name || /^\.*$/.test(name)) throw new Error(`"${name}" is no name of a folder`);
}
