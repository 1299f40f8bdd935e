import { createRandom, PluginRegistry, type LearningTask } from '@ballast/core';
import data, { DataOptions, prepareTask, subsetOf } from '@ballast/data';

/** A few real digits: train set, 1 meta image a class, a validation split, test. */
export async function digitsTask(train = 110): Promise<LearningTask> {
  const registry = new PluginRegistry(data.map((plugin) => ({ plugin, source: '@ballast/data' })));
  const whole = await registry.instantiate('dataset', { type: 'digits' }).load({
    cacheDirectory: '/nonexistent',
    report: () => undefined,
  });
  const options = DataOptions.parse({
    meta: { perClass: 1 },
    validation: { fraction: 0.2 },
  });
  const dataset = subsetOf(whole, { train, test: 50 });
  return prepareTask({ dataset, options, random: createRandom(0) }).task;
}
