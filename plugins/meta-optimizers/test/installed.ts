import { discoverPlugins, type Plugin, type PluginKind } from '@ballast/core';

const { registry } = await discoverPlugins(import.meta.dirname);

/** All plugins of a kind that the workspace's config names. */
export function installed<K extends PluginKind>(kind: K): readonly Plugin<K>[] {
  const plugins = registry.list().map(({ plugin }) => plugin);
  return plugins.filter((plugin) => plugin.kind === kind) as unknown as readonly Plugin<K>[];
}
