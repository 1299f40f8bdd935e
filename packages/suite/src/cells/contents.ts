import type { PluginReference, PluginRegistry } from '@ballast/core';
import { canonicalJson, type KnownTexts } from './canonicalJson.ts';

/** Kinds whose plugins may read files of the user. */
const kinds = ['dataset', 'noise', 'model'] as const;
type FileKind = (typeof kinds)[number];

/** Digests by plugin. */
export type Contents = Readonly<Record<string, string>>;

/** Digests of the user's files that plugins read; undefined where their options say it all. */
export type ContentsOf = (references: Partial<Record<FileKind, PluginReference>>) => Contents | undefined;

/** Asks each plugin once, those inside the options of others included. */
export function fileContents(registry: PluginRegistry): ContentsOf {
  const answers = new Map<string, Contents>();
  const known: KnownTexts = new WeakMap();
  const ask = (kind: FileKind, reference: PluginReference): Contents => {
    const key = `${kind} ${canonicalJson(reference, known)}`;
    const answer = answers.get(key) ?? digests(kind, reference);
    answers.set(key, answer);
    return answer;
  };
  const digests = (kind: FileKind, reference: PluginReference): Contents => {
    const own = registry.instantiate(kind, reference).contents?.();
    const inner = registry.nested(kind, reference).flatMap((part) => {
      return isFileKind(part.kind) ? [ask(part.kind, part.reference)] : [];
    });
    return Object.assign({}, ...inner, own === undefined ? {} : { [`${kind} ${reference.type}`]: own }) as Contents;
  };
  return (references) => {
    const asked = kinds.flatMap((kind) => {
      const reference = references[kind];
      return reference === undefined ? [] : [ask(kind, reference)];
    });
    const all = Object.assign({}, ...asked) as Contents;
    return Object.keys(all).length === 0 ? undefined : all;
  };
}

function isFileKind(kind: string): kind is FileKind {
  return kinds.some((known) => known === kind);
}
