import { NonFiniteLossError, UserError } from '@ballast/core';
import { asStoreError } from '../store/atomic.ts';
import type { TaskFailure } from './messages.ts';

/** What the suite's process must know of an error that ended a task. */
export function failureOf(error: unknown): TaskFailure {
  const storeError = causes(error)
    .map((cause) => asStoreError(cause, 'results'))
    .find((found) => found !== undefined);
  if (storeError !== undefined) {
    const { message } = error instanceof UserError ? error : storeError;
    return { kind: 'user', message, stack: '', stopsSuite: true };
  }
  if (error instanceof NonFiniteLossError) {
    return { kind: 'non-finite', message: error.message, stack: '', stopsSuite: false };
  }
  if (error instanceof UserError) return { kind: 'user', message: error.message, stack: '', stopsSuite: false };
  const known = error instanceof Error ? error : new Error(String(error));
  return { kind: 'error', message: known.message, stack: known.stack ?? '', stopsSuite: false };
}

/** The error and what caused it. */
function causes(error: unknown): unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error, ...causes(error.cause)] : [error];
}
