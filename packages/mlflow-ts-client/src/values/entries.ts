import { LENGTH_LIMITS } from './limits.ts';
import { checkKey } from './keys.ts';
import { atMost, paramText, type TextSource } from './text.ts';

/** A param or a tag. */
export interface Entry {
  readonly key: string;
  readonly value: string;
}

/** Params or tags as a caller gives them. */
export type TextRecord = Readonly<Record<string, TextSource>>;

/** Params, checked. @throws MlflowInputError for a bad name, or a value that the server would cut. */
export function paramEntries(params: TextRecord): Entry[] {
  return entries(params, LENGTH_LIMITS.param, 'param');
}

/** Tags of a run, checked. @throws MlflowInputError as {@link paramEntries}. */
export function tagEntries(tags: TextRecord, limit: number = LENGTH_LIMITS.runTag): Entry[] {
  return entries(tags, limit, 'tag');
}

function entries(record: TextRecord, limit: number, what: string): Entry[] {
  return Object.entries(record).map(([key, value]) => ({
    key: checkKey(key),
    value: atMost(paramText(value), limit, `The ${what} ${JSON.stringify(key)}`),
  }));
}
