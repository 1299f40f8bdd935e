import { UserError } from '@ballast/core';
import { CodeBase } from '../code/codeBase.ts';
import { openSuite } from '../run/openSuite.ts';
import { planOpenSuite } from './planSuite.ts';
import type { SuitePlan } from './suitePlan.ts';

/** What came of planning one of several suites. */
export type PlannedPath =
  | { readonly path: string; readonly plan: SuitePlan }
  /** A mistake in the suite, in plain words. */
  | { readonly path: string; readonly failure: string };

/**
 * Plans several suites in one process, which loads every plugin once. A process has one backend with one number of
 * threads: suites that ask for others than the first one does are left out, for another process.
 */
export async function* planSuites(paths: readonly string[]): AsyncGenerator<PlannedPath, void> {
  let arithmetic: string | undefined;
  const codeBases = new Map<string, CodeBase>();
  for (const path of paths) {
    try {
      const opened = await openSuite(path);
      const { execution } = opened.suite;
      const own = `${execution.backend} ${String(execution.threads)}`;
      arithmetic ??= own;
      if (own !== arithmetic) continue;
      const codeBase = codeBases.get(opened.configFolder) ?? new CodeBase(opened.configFolder);
      codeBases.set(opened.configFolder, codeBase);
      yield { path, plan: await planOpenSuite(opened, {}, codeBase) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      yield { path, failure: error.message };
    }
  }
}
