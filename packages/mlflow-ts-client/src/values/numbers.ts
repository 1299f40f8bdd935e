import { MlflowInputError } from '../errors.ts';

/** A metric's value in a request: JSON has no word for the three that are not finite. */
export type EncodedNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** A number as the server keeps it: doubles exactly, the rest by name (a bare `NaN` would be stored as 0). */
export function encodeNumber(value: number): EncodedNumber {
  if (typeof value !== 'number') throw new MlflowInputError(`A metric is a number, not ${typeof value}.`);
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/**
 * A number as the server answers it. SQL stores keep infinities as ±1.7976931348623157e308 (`Number.MAX_VALUE`);
 * those come back as that number, because nobody can tell which of the two was meant.
 */
export function decodeNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  return typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
}

/** Whole milliseconds since 1970. @throws MlflowInputError for fractions, negatives and numbers past 2^53. */
export function checkTimestamp(value: number, what = 'timestamp'): number {
  return checkInteger(value, what, 0);
}

/** A whole number. @throws MlflowInputError: the server would store a fraction as 0 and drop what follows it. */
export function checkInteger(value: number, what: string, minimum = Number.MIN_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new MlflowInputError(
      `${what} must be a whole number${minimum === 0 ? ', not negative' : ''}; it is ${String(value)}.`,
    );
  }
  return value;
}
