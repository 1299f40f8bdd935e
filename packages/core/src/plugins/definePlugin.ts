import type { z } from 'zod';
import type { PluginKind, PluginKinds } from './kinds.ts';

/** Where a method comes from, for its page, `ballast plugins` and the report. */
export interface PluginDocs {
  /** One sentence. */
  readonly summary: string;
  /** Authors, year, title or venue. */
  readonly paper?: string;
}

export interface Plugin<K extends PluginKind = PluginKind> {
  readonly kind: K;
  /** What a config's `type` names. */
  readonly id: string;
  readonly docs: PluginDocs;
  /** A strict object: gives defaults, validation, types and JSON Schema. */
  readonly options: z.ZodObject;
  /** Built anew for each cell; every constructor parameter carries its token. */
  readonly use: new (...dependencies: never[]) => PluginKinds[K];
}

/** Describes a plugin. Importing it registers nothing: the config names plugins, the registry binds them. */
export function definePlugin<K extends PluginKind>(plugin: Plugin<K>): Plugin<K> {
  return plugin;
}
