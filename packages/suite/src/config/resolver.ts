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
import { mergeOptions } from './defaults.ts';
import type { YamlDocument } from './document.ts';
import type { Problems } from './problems.ts';
import type { ResolvedCorruption, ResolvedMethod } from './resolve.ts';
import type { SuiteFile } from './schema.ts';

/** Resolves the plugins of one document, collecting what is wrong. */
export class Resolver {
  constructor(
    private readonly document: YamlDocument,
    private readonly registry: PluginRegistry,
    private readonly problems: Problems,
  ) {}

  plugin(kind: PluginKind, value: unknown, path: ConfigPath): PluginReference | undefined {
    return this.problems.attempt(() => this.registry.resolve(kind, value, below(this.document.locate, ...path)));
  }

  corruptions(file: SuiteFile['corruptions']): ResolvedCorruption[] {
    this.requireSome('corruptions', file);
    return Object.entries(file).map(([id, { label, imbalance, noise }]) => ({
      id: this.name(id, ['corruptions', id]),
      label: label ?? id,
      imbalance: imbalance && this.plugin('imbalance', imbalance, ['corruptions', id, 'imbalance']),
      noise: noise && this.plugin('noise', noise, ['corruptions', id, 'noise']),
    })) as ResolvedCorruption[];
  }

  methods(file: SuiteFile): ResolvedMethod[] {
    this.requireSome('methods', file.methods);
    this.checkDefaultKeys(file);
    return Object.entries(file.methods).flatMap(([id, { label, ...own }]) => {
      this.name(id, ['methods', id]);
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
      const comesFromDefaults = !this.document.has(own) && path.length > 0 && this.document.has(inherited);
      return this.document.locate(comesFromDefaults ? inherited : own);
    };
  }

  private name(id: string, path: ConfigPath): string {
    if (!/^[A-Za-z0-9][\w.+-]*$/.test(id)) {
      this.problems.add(
        new UserError({
          what: `"${id}" cannot be the name of a folder.`,
          where: this.document.locate(path),
          fix: 'Use letters, digits, dots, hyphens and underscores here, and put the words for people into `label`.',
        }),
      );
    }
    return id;
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
