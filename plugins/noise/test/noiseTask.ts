import { createRandom, locateByPath, PluginRegistry, type NoiseInjector, type NoiseTask } from '@ballast/core';
import plugins from '../src/index.ts';

const registry = new PluginRegistry(plugins.map((plugin) => ({ plugin, source: '@ballast/plugin-noise' })));

export const cifar10Names = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');

/** As a config would build it. @throws UserError for options that do not fit. */
export function noise(reference: Readonly<Record<string, unknown>>): NoiseInjector {
  return registry.instantiate('noise', registry.resolve('noise', reference, locateByPath));
}

/** `counts[k]` samples of each class k. */
export function taskOf(
  counts: readonly number[],
  seed: number | string = 0,
  classNames = counts.map((_, label) => `class ${String(label)}`),
): NoiseTask {
  const trueLabels = Int32Array.from(counts.flatMap((count, label) => Array.from({ length: count }, () => label)));
  return {
    classCount: counts.length,
    classNames,
    trueLabels,
    classCounts: counts,
    indices: Int32Array.from(trueLabels.keys()),
    random: createRandom(seed).split('noise'),
  };
}
