import { PluginRegistry, type Model, type ModelTask, type Network } from '@ballast/core';
import models from '../src/index.ts';

const registry = new PluginRegistry(models.map((plugin) => ({ plugin, source: '@ballast/models' })));

/** As a suite builds it: options checked, defaults filled in. */
export function buildModel(reference: { type: string } & Record<string, unknown>, task: ModelTask): Network {
  const resolved = registry.resolve('model', reference, (path) => path.join('.'));
  const model: Model = registry.instantiate('model', resolved);
  return model.build(task);
}
