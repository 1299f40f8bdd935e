import type { PluginReference, PluginRegistry } from '@ballast/core';

/** A sentence that names a method and the plugins inside its options, each with its package or file. */
export function pluginsAtWork(registry: PluginRegistry, method: PluginReference): string {
  const plugins = registry.closure('method', method).map(({ plugin, source }) => {
    return `${plugin.kind} "${plugin.id}" from ${source}`;
  });
  return `At work: ${plugins.join(', ')}.`;
}
