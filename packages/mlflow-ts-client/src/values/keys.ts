import { posix } from 'node:path';
import { MlflowInputError } from '../errors.ts';
import { LENGTH_LIMITS } from './limits.ts';
import { atMost } from './text.ts';

const ALLOWED = /^[/\p{L}\p{N}_.\- :]+$/u;

/**
 * A metric's, param's or tag's name. One bad name would fail its whole batch, so it is refused here:
 * letters, digits, `_ . - : /` and spaces, at most 250, and no path that has a shorter spelling (`a//b`, `../a`).
 * @throws MlflowInputError
 */
export function checkKey(key: string): string {
  const problem = ALLOWED.test(key) ? pathProblem(key) : 'may hold letters, digits, spaces and _ . - : / only';
  if (problem !== undefined) {
    throw new MlflowInputError(
      `The name ${JSON.stringify(key)} ${problem}. toKey() makes it ${JSON.stringify(toKey(key))}.`,
    );
  }
  return atMost(key, LENGTH_LIMITS.key, `The name ${JSON.stringify(key.slice(0, 40))}…`);
}

/** The nearest name that the server takes: other characters become `_`, empty and dotted path parts go. */
export function toKey(text: string): string {
  const cleaned = text.replaceAll(/[^/\p{L}\p{N}_.\- :]/gu, '_');
  const parts = cleaned.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  // The server takes any leading ".." for a way out of the folder.
  const key = parts.join('/').replace(/^\.\.+/, (dots) => '_'.repeat(dots.length));
  return Array.from(key === '' ? '_' : key)
    .slice(0, LENGTH_LIMITS.key)
    .join('')
    .replace(/\/$/, '');
}

function pathProblem(key: string): string | undefined {
  if (key.startsWith('/') || key.endsWith('/')) return 'must not begin or end with /';
  if (key === '.' || key.startsWith('..')) return 'must not begin with .. or be a dot';
  return posix.normalize(key) === key ? undefined : `would be taken for ${JSON.stringify(posix.normalize(key))}`;
}
