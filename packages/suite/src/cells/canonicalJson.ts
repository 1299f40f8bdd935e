import { createHash } from 'node:crypto';
import type { Json } from '@ballast/core';

/** Texts of parts that many values have in common, by the part itself: none of them may change meanwhile. */
export type KnownTexts = WeakMap<object, string>;

/** JSON with sorted keys and no spaces: equal values have equal texts, whatever order their keys were written in. */
export function canonicalJson(value: Json, known?: KnownTexts): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const text = known?.get(value) ?? textOf(value as Json[] | Readonly<Record<string, Json | undefined>>, known);
  known?.set(value, text);
  return text;
}

function textOf(value: Json[] | Readonly<Record<string, Json | undefined>>, known: KnownTexts | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, known)).join(',')}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(item, known)}`);
  }
  return `{${parts.join(',')}}`;
}

/** SHA-256 of the canonical JSON, in hexadecimal. */
export function contentId(value: Json, known?: KnownTexts): string {
  return createHash('sha256').update(canonicalJson(value, known)).digest('hex');
}

/** The part of an id that folder names carry. */
export function shortId(id: string): string {
  return id.slice(0, 10);
}
