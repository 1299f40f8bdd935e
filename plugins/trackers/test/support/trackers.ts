import { PluginRegistry, type Tracker } from '@ballast/core';
import plugins from '../../src/index.ts';

/** A tracker as a config sets it up. */
export function trackerOf(choice: string | Readonly<Record<string, unknown>>): Tracker {
  const registry = new PluginRegistry(plugins.map((plugin) => ({ plugin, source: 'here' })));
  return registry.instantiate(
    'tracker',
    registry.resolve('tracker', choice, () => 'here'),
  );
}

/** All of a store to a server, as `ballast track` does; what it says. */
export async function track(resultsRoot: string, uri: string, experiment?: string): Promise<string | undefined> {
  const tracker = trackerOf({ type: 'mlflow', uri, ...(experiment === undefined ? {} : { experiment }) });
  return tracker.complete?.({
    resultsRoot,
    warn: (message) => {
      throw new Error(message);
    },
  });
}
