import type { Json, PluginKind, PluginReference, PluginRegistry } from '@ballast/core';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalJson } from '../cells/canonicalJson.ts';
import { asJson, type CellConfig } from '../cells/cell.ts';
import type { CodeBase } from './codeBase.ts';
import { mergeDigests, type CodeDigests } from './digests.ts';

/** The code that a phase of a cell runs, from the phase's settings. */
export type CellCode = (config: CellConfig) => (settings: Json) => CodeDigests;

/** This package runs every phase. */
const ownFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * The plugins of the cell's data and model, its method, and of the plugins inside the method's options those that the
 * phase's settings hold: what determines a phase's outcome stands in its settings.
 */
export function cellCode(registry: PluginRegistry, codeBase: CodeBase): CellCode {
  const own = codeBase.of(ownFolder);
  return ({ task, model, method }) => {
    const always = [
      own,
      ...codeOf('dataset', task.dataset),
      ...codeOf('imbalance', task.imbalance),
      ...codeOf('noise', task.noise),
      ...codeOf('model', model),
      codeBase.of(registry.find('method', method.type, () => 'method').source),
    ];
    const parts = registry.nested('method', method);
    return (settings) => {
      const text = canonicalJson(settings);
      const used = parts.filter(({ reference }) => text.includes(canonicalJson(asJson(reference))));
      return mergeDigests([...always, ...used.flatMap(({ kind, reference }) => codeOf(kind, reference))]);
    };
  };

  function codeOf(kind: PluginKind, reference: PluginReference | undefined): CodeDigests[] {
    if (reference === undefined) return [];
    return registry.closure(kind, reference).map(({ source }) => codeBase.of(source));
  }
}
