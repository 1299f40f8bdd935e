import { MlflowInputError } from '../errors.ts';

/** What a param or tag may be made of; see {@link paramText}. */
export type TextSource =
  string | number | boolean | bigint | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/**
 * The spelling of a param or tag: strings as they are, numbers and booleans as JavaScript writes them
 * (`0.1`, `NaN`, `true`), null as `null`, lists and objects as JSON.
 * @throws MlflowInputError for undefined, and for what JSON cannot hold.
 */
export function paramText(value: TextSource): string {
  // Whoever writes no types may pass it, and `undefined` would be a lie for ever.
  if (typeof value === 'undefined') throw new MlflowInputError('A param or tag must have a value; undefined has none.');
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'object' && value !== null) return wellFormed(jsonText(value));
  return String(value);
}

/** The text itself. @throws MlflowInputError when it holds half a surrogate pair, which the server stores as nothing. */
export function wellFormed(text: string): string {
  if (/\p{Surrogate}/u.test(text)) {
    throw new MlflowInputError(`Not well-formed Unicode (half a surrogate pair): ${JSON.stringify(text.slice(0, 80))}`);
  }
  return text;
}

/** The text itself. @throws MlflowInputError when it has more characters than the server keeps. */
export function atMost(text: string, limit: number, what: string): string {
  // Code units are never fewer than code points, so most texts need no counting.
  const length = text.length <= limit ? text.length : characters(text);
  if (length <= limit) return text;
  throw new MlflowInputError(
    `${what} has ${String(length)} characters; the server keeps ${String(limit)}. Shorten it (truncate()) or log it as an artifact.`,
  );
}

/** The first characters of a text, with `…` for the rest, never through the middle of one. */
export function truncate(text: string, limit: number): string {
  if (characters(text) <= limit) return text;
  return Array.from(text)
    .slice(0, limit - 1)
    .join('')
    .concat('…');
}

/** JSON of a value. @throws MlflowInputError for cycles and bigints. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new MlflowInputError('The value cannot be written as JSON.', { cause });
  }
}

function characters(text: string): number {
  return Array.from(text).length;
}
