import type { PluginReference, PluginRegistry } from '@ballast/core';
import { contentId } from './canonicalJson.ts';
import { asJson, type TaskConfig } from './cell.ts';

/** Digests of the user's files that a task's data is made of, by plugin; undefined where its options say it all. */
export type TaskContents = (task: Pick<TaskConfig, 'dataset' | 'noise'>) => TaskConfig['contents'];

type FileKind = 'dataset' | 'noise';

/** Asks each data set and noise plugin once, those inside the options of others included. */
export function taskContents(registry: PluginRegistry): TaskContents {
  const known = new Map<string, Readonly<Record<string, string>>>();
  const ask = (kind: FileKind, reference: PluginReference): Readonly<Record<string, string>> => {
    const key = contentId(asJson({ kind, reference }));
    const answer = known.get(key) ?? digests(kind, reference);
    known.set(key, answer);
    return answer;
  };
  const digests = (kind: FileKind, reference: PluginReference): Readonly<Record<string, string>> => {
    const own = registry.instantiate(kind, reference).contents?.();
    const inner = registry.nested(kind, reference).flatMap((part) => {
      return part.kind === 'dataset' || part.kind === 'noise' ? [ask(part.kind, part.reference)] : [];
    });
    return Object.assign({}, ...inner, own === undefined ? {} : { [`${kind} ${reference.type}`]: own }) as Readonly<Record<string, string>>; // prettier-ignore
  };
  return ({ dataset, noise }) => {
    const all = { ...ask('dataset', dataset), ...(noise === undefined ? {} : ask('noise', noise)) };
    return Object.keys(all).length === 0 ? undefined : all;
  };
}
