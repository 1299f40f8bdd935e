import { createRandom, PluginRegistry, type LearningTask } from '@ballast/core';
import data, { DataOptions, prepareTask } from '@ballast/data';

/** A few real digits: train set, 1 meta image a class, a validation split, test. */
export async function digitsTask(trainLimit = 110): Promise<LearningTask> {
  const registry = new PluginRegistry(data.map((plugin) => ({ plugin, source: '@ballast/data' })));
  const dataset = await registry.instantiate('dataset', { type: 'digits' }).load({
    cacheDirectory: '/nonexistent',
    report: () => undefined,
  });
  const options = DataOptions.parse({
    trainLimit,
    testLimit: 50,
    meta: { perClass: 1 },
    validation: { fraction: 0.2 },
  });
  return prepareTask({ dataset, options, random: createRandom(0) }).task;
}
