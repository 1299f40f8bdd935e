import { PluginRegistry, type Plugin, type PluginKind, type PluginKinds } from '@ballast/core';

/**
 * The plugin as a suite would get it: options checked, defaults filled in, constructor parameters injected.
 * @param others Plugins that the options name, e.g. the loss inside another loss.
 */
export function buildPlugin<K extends PluginKind>(
  plugin: Plugin<K>,
  options: Readonly<Record<string, unknown>> = {},
  others: readonly Plugin[] = [],
): PluginKinds[K] {
  const all = [plugin, ...others] as Plugin[];
  const registry = new PluginRegistry(all.map((entry) => ({ plugin: entry, source: `${entry.kind} ${entry.id}` })));
  const resolved = registry.resolve(plugin.kind, { type: plugin.id, ...options }, (path) =>
    [plugin.id, ...path].join('.'),
  );
  return registry.instantiate(plugin.kind, resolved);
}
