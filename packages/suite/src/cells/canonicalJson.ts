import { createHash } from 'node:crypto';
import type { Json } from '@ballast/core';

/** JSON with sorted keys and no spaces: equal values have equal texts, whatever order their keys were written in. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value as Readonly<Record<string, Json | undefined>>)
    .filter((entry): entry is [string, Json] => entry[1] !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
  return `{${entries.join(',')}}`;
}

/** SHA-256 of the canonical JSON, in hexadecimal. */
export function contentId(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** The part of an id that folder names carry. */
export function shortId(id: string): string {
  return id.slice(0, 10);
}
