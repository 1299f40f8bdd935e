import { PluginRegistry, type LearningTask, type Method, type Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import mwNet from '@ballast/plugin-mw-net';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { digitsTask as digits, runMethod, type MethodRunOptions } from '@ballast/testing';
import dynamicLoss from '../src/index.ts';

const plugins = [
  ...samplers,
  ...metaOptimizers,
  ...noise,
  crossEntropy,
  mwNet,
  curvenet,
  plain,
  dynamicLoss,
] as readonly Plugin[];

export const registry = new PluginRegistry(
  plugins.map((plugin) => ({ plugin, source: `${plugin.kind} ${plugin.id}` })),
);

const locate = (path: readonly (string | number)[]): string => path.join('.');

export function build(type: string, options: Readonly<Record<string, unknown>>): Method {
  return registry.instantiate('method', registry.resolve('method', { type, ...options }, locate));
}

/** Digits with 30 % of the labels drawn anew. */
export function digitsTask(trainLimit: number, metaPerClass = 0): Promise<LearningTask> {
  const noise = registry.instantiate('noise', registry.resolve('noise', { type: 'uniform', rate: 0.3 }, locate));
  return digits({ trainLimit, testLimit: 40, metaPerClass, noise });
}

/** Runs the one phase of a method, as a suite would, with a strong view that covers a square. */
export async function run(method: Method, options: Omit<MethodRunOptions, 'augmentation'>) {
  const augmentation = { padding: 1, paddingMode: 'zero', strong: { cutout: { size: 2 } } };
  const { outputs, metrics, tensors } = await runMethod(method, { ...options, augmentation });
  return { arrays: outputs['training']?.arrays ?? {}, metrics: metrics['training'] ?? [], tensors };
}
