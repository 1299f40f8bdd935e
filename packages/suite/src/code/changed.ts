import { resolve } from 'node:path';
import { digestOf } from './digestOf.ts';
import type { CodeDigests } from './digests.ts';

/** Names of the packages and plugin files whose code is no longer the recorded one. */
export type ChangedCode = (recorded: CodeDigests) => readonly string[];

/**
 * Compares with the code as it is now. Of code that is not here nothing is known: it counts as unchanged.
 * @param roots where packages and plugin files stand, relative to `folder`.
 */
export function changedCode(roots: Readonly<Record<string, string>>, folder: string): ChangedCode {
  const present = new Map<string, string | undefined>();
  const digest = (name: string): string | undefined => {
    const root = roots[name];
    if (!present.has(name)) present.set(name, root === undefined ? undefined : digestOf(resolve(folder, root)));
    return present.get(name);
  };
  return (recorded) =>
    Object.entries(recorded)
      .filter(([name, known]) => (digest(name) ?? known) !== known)
      .map(([name]) => name);
}
