import { UserError } from '@ballast/core';
import { openSuite, type Reading } from './openSuite.ts';

/**
 * Whether one process can run suites one after another: a mistake in the last of them is better known before the first.
 * @throws UserError with the mistakes in a suite, or where two ask for other arithmetic.
 */
export async function checkTogether(paths: readonly string[], reading: Reading): Promise<void> {
  let first: { readonly path: string; readonly arithmetic: string } | undefined;
  for (const path of paths) {
    const { execution } = (await openSuite(path, reading)).suite;
    const arithmetic = `${execution.backend}, ${String(execution.threads)} threads`;
    first ??= { path, arithmetic };
    if (arithmetic === first.arithmetic) continue;
    throw new UserError({
      what: `this suite asks for other arithmetic (${arithmetic}) than ${first.path} does (${first.arithmetic}).`,
      where: path,
      fix: 'A process has one backend: run it by a command of its own; it takes over what the others have finished.',
    });
  }
}
