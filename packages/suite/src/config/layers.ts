import { isBlock, type ConfigPath } from '@ballast/core';
import type { ConfigDocument } from './document.ts';
import { mergeValue, replaces } from './merge.ts';

/** A document with another one on top of it: merged, and each key located where it was written last. */
export function layered(base: ConfigDocument, top: ConfigDocument): ConfigDocument {
  if (top.value === undefined) return base;
  return {
    file: base.file,
    value: mergeValue(base.value, top.value),
    locate: (path) => (isFromTop(base, top, path) ? top : base).locate(path),
    depth: (path) => Math.max(base.depth(path), top.depth(path)),
  };
}

function isFromTop(base: ConfigDocument, top: ConfigDocument, path: ConfigPath): boolean {
  const isReplaced = path.some((_, index) => {
    const above = path.slice(0, index + 1);
    const own = valueAt(top.value, above);
    return own !== undefined && replaces(own, valueAt(base.value, above));
  });
  return isReplaced || (top.depth(path) > 0 && top.depth(path) >= base.depth(path));
}

/** The part of a document below a path, as a document. */
export function partOf(document: ConfigDocument, path: ConfigPath): ConfigDocument {
  return {
    file: document.file,
    value: valueAt(document.value, path),
    locate: (below) => document.locate([...path, ...below]),
    depth: (below) => Math.max(0, document.depth([...path, ...below]) - path.length),
  };
}

/** A document without some of its outermost keys. */
export function without(document: ConfigDocument, keys: readonly string[]): ConfigDocument {
  if (!isBlock(document.value)) return document;
  const kept = Object.entries(document.value).filter(([key]) => !keys.includes(key));
  return { ...document, value: Object.fromEntries(kept) };
}

/** One value at a path, as a document: all of it was written in one place. */
export function singleValue(path: readonly string[], value: unknown, place: string): ConfigDocument {
  const whole = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return {
    file: place,
    value: whole,
    locate: (wanted) => [place, wanted.join('.')].join(' ').trim(),
    depth: (wanted) => depthIn(whole, wanted),
  };
}

function depthIn(value: unknown, path: ConfigPath): number {
  let current = value;
  for (const [depth, part] of path.entries()) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return depth;
    current = (current as Readonly<Record<string | number, unknown>>)[part];
  }
  return path.length;
}

/** Undefined where there is nothing. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (current, part) =>
      typeof current === 'object' && current !== null && Object.hasOwn(current, part)
        ? (current as Readonly<Record<string | number, unknown>>)[part]
        : undefined,
    value,
  );
}
