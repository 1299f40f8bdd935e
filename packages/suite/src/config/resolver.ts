import {
  below,
  suggestion,
  UserError,
  type ConfigPath,
  type Locate,
  type PluginKind,
  type PluginReference,
  type PluginRegistry,
} from '@ballast/core';
import type { ConfigDocument } from './document.ts';
import { mergeOptions } from './merge.ts';
import type { Problems } from './problems.ts';
import type { ResolvedCorruption, ResolvedMethod } from './resolve.ts';
import type { SuiteFile } from './schema.ts';

/** Resolves the plugins of one document, collecting what is wrong. */
export class Resolver {
  constructor(
    private readonly document: ConfigDocument,
    private readonly registry: PluginRegistry,
    private readonly problems: Problems,
  ) {}

  plugin(kind: PluginKind, value: unknown, path: ConfigPath): PluginReference | undefined {
    return this.problems.attempt(() => this.registry.resolve(kind, value, below(this.document.locate, ...path)));
  }

  corruptions({ corruptions, only }: SuiteFile): ResolvedCorruption[] {
    this.requireSome('corruptions', corruptions);
    return chosen(corruptions, only.corruptions).map(([id, { label, imbalance, noise }]) => ({
      id,
      label: label ?? id,
      imbalance: imbalance && this.plugin('imbalance', imbalance, ['corruptions', id, 'imbalance']),
      noise: noise && this.plugin('noise', noise, ['corruptions', id, 'noise']),
    })) as ResolvedCorruption[];
  }

  methods(file: SuiteFile): ResolvedMethod[] {
    this.requireSome('methods', file.methods);
    this.checkDefaultKeys(file);
    return chosen(file.methods, file.only.methods).flatMap(([id, { label, ...own }]) => {
      const options = mergeOptions(this.defaultsFor(own['type'], file.methodDefaults), own);
      const method = this.problems.attempt(() => this.registry.resolve('method', options, this.locateMethod(id)));
      return method === undefined ? [] : [{ id, label: label ?? id, method }];
    });
  }

  /** The defaults whose keys the method's plugin knows. */
  private defaultsFor(type: unknown, defaults: SuiteFile['methodDefaults']): Record<string, unknown> {
    const known = this.optionNames(type);
    return Object.fromEntries(Object.entries(defaults).filter(([key]) => known.includes(key)));
  }

  private optionNames(type: unknown): string[] {
    const entry = this.registry.list().find(({ plugin }) => plugin.kind === 'method' && plugin.id === type);
    return Object.keys(entry?.plugin.options.shape ?? {});
  }

  private checkDefaultKeys(file: SuiteFile): void {
    const known = new Set(Object.values(file.methods).flatMap((method) => this.optionNames(method['type'])));
    if (known.size === 0) return; // no method is known: the methods' own errors say so
    for (const key of Object.keys(file.methodDefaults).filter((name) => !known.has(name))) {
      this.problems.add(
        new UserError({
          what: `no method of this suite has an option "${key}".`,
          where: this.document.locate(['methodDefaults', key]),
          meant: suggestion(key, known),
        }),
      );
    }
  }

  /** An option that the method does not give itself came from the defaults. */
  private locateMethod(id: string): Locate {
    return (path) => {
      const own: ConfigPath = ['methods', id, ...path];
      const inherited: ConfigPath = ['methodDefaults', ...path];
      const comesFromDefaults = path.length > 0 && !this.has(own) && this.has(inherited);
      return this.document.locate(comesFromDefaults ? inherited : own);
    };
  }

  private has(path: ConfigPath): boolean {
    return this.document.depth(path) === path.length;
  }

  private requireSome(section: string, entries: Readonly<Record<string, unknown>>): void {
    if (Object.keys(entries).length > 0) return;
    this.problems.add(
      new UserError({
        what: `there are no ${section}; a suite needs at least one.`,
        where: this.document.locate([section]),
      }),
    );
  }
}

/** The entries that `only` names, or all. */
function chosen<T>(entries: Readonly<Record<string, T>>, only: readonly string[] | undefined): [string, T][] {
  return Object.entries(entries).filter(([id]) => only?.includes(id) ?? true);
}
