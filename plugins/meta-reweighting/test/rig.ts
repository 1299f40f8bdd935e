import {
  definePlugin,
  PluginRegistry,
  type Method,
  type NamedTensors,
  type Plugin,
  type WeightNet,
} from '@ballast/core';
import models from '@ballast/models';
import { classBalanced } from '@ballast/plugin-class-weights';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import focal from '@ballast/plugin-focal';
import imbalance from '@ballast/plugin-imbalance';
import ldam from '@ballast/plugin-ldam';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import mwNet from '@ballast/plugin-mw-net';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { tf } from '@ballast/tensor';
import { digitsTask as digits, type DigitsTask, type MethodRun } from '@ballast/testing';
import { z } from 'zod';
import metaReweighting from '../src/index.ts';

/** Weighs every sample 1: the neutral setting. */
class EqualWeights implements WeightNet {
  readonly bounds = [1, 1] as const;
  initialize(): NamedTensors {
    return {};
  }
  weights(_parameters: NamedTensors, { losses }: Parameters<WeightNet['weights']>[1]) {
    return tf.onesLike(losses);
  }
}

const equalWeights = definePlugin({
  kind: 'weight net',
  id: 'equal',
  docs: { summary: 'Every sample weighs 1.' },
  options: z.strictObject({}),
  use: EqualWeights,
});

export const losses = ['cross-entropy', 'focal', 'class-balanced', 'ldam'];
export const weightNets = ['mw-net', 'curvenet', 'equal'];
export const metaOptimizerIds = metaOptimizers.map(({ id }) => id);

const plugins = [
  ...models,
  ...samplers,
  ...metaOptimizers,
  ...imbalance,
  ...noise,
  crossEntropy,
  focal,
  classBalanced,
  ldam,
  mwNet,
  curvenet,
  equalWeights,
  plain,
  metaReweighting,
] as Plugin[];

export const registry = new PluginRegistry(
  plugins.map((plugin) => ({ plugin, source: `${plugin.kind} ${plugin.id}` })),
);

export const locate = (path: readonly (string | number)[]): string => path.join('.');

export function build(type: string, options: Record<string, unknown>): Method {
  return registry.instantiate('method', registry.resolve('method', { type, ...options }, locate));
}

/** The digits, or a part of them; `corrupt`: flip2 noise at rate 0.4 and imbalance ratio 4. */
export function digitsTask({ corrupt = false, ...options }: DigitsTask & { readonly corrupt?: boolean }) {
  return digits({ ...options, ...(corrupt && corruption()) });
}

function corruption() {
  return {
    imbalance: registry.instantiate(
      'imbalance',
      registry.resolve('imbalance', { type: 'exponential', ratio: 4 }, locate),
    ),
    noise: registry.instantiate('noise', registry.resolve('noise', { type: 'flip2', rate: 0.4 }, locate)),
  };
}

/** [N, epochs] row-major, as the probing recorded them. */
export function probedLosses({ outputs }: MethodRun): Float32Array {
  const curves = outputs['probing']?.lossCurves;
  if (curves === undefined) throw new Error('There was no probing.');
  return curves.block(0, curves.sampleCount);
}
