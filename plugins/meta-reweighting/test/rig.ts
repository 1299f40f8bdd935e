import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createRandom,
  definePlugin,
  PluginRegistry,
  type LearningTask,
  type Method,
  type NamedArray,
  type NamedTensors,
  type Network,
  type PhaseContext,
  type PhaseOutput,
  type Plugin,
  type WeightNet,
} from '@ballast/core';
import data, { AugmentationOptions, DataOptions, prepareTask, subsetOf } from '@ballast/data';
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
import { createPhaseContext, readMetrics, type EpochMetrics } from '@ballast/training';
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
  ...data,
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

export interface Digits {
  readonly trainLimit?: number;
  readonly testLimit?: number;
  readonly metaPerClass?: number;
  /** flip2 noise at rate 0.4 and imbalance ratio 4. */
  readonly corrupt?: boolean;
  readonly seed?: number;
}

export async function digitsTask({
  trainLimit,
  testLimit,
  metaPerClass = 3,
  corrupt = false,
  seed = 0,
}: Digits): Promise<LearningTask> {
  const dataset = await registry
    .instantiate('dataset', registry.resolve('dataset', 'digits', locate))
    .load({ cacheDirectory: tmpdir(), report: () => undefined });
  const corruption = {
    imbalance: registry.instantiate(
      'imbalance',
      registry.resolve('imbalance', { type: 'exponential', ratio: 4 }, locate),
    ),
    noise: registry.instantiate('noise', registry.resolve('noise', { type: 'flip2', rate: 0.4 }, locate)),
  };
  const options = DataOptions.parse({ meta: { perClass: metaPerClass } });
  const part = subsetOf(dataset, { train: trainLimit, test: testLimit });
  return prepareTask({ dataset: part, ...(corrupt && corruption), options, random: createRandom(seed) }).task;
}

export interface PhaseRun {
  readonly outputs: Readonly<Record<string, PhaseOutput>>;
  /** By phase. */
  readonly metrics: Readonly<Record<string, readonly EpochMetrics[]>>;
  /** The state's tensors after the last phase, by name. */
  readonly tensors: Readonly<Record<string, readonly number[]>>;
}

export interface RunOptions {
  readonly task: LearningTask;
  readonly network: (head: 'linear' | 'cosine') => Network;
  readonly seed?: number;
  /** Every phase stops after so many epochs and goes on from its checkpoint, as after a kill. */
  readonly interruptAfter?: number;
}

/** Runs all phases of a method, as a suite would, every one with the same stream. */
export async function runMethod(
  method: Method,
  { task, network, seed = 1, interruptAfter }: RunOptions,
): Promise<PhaseRun> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-'));
  const outputs: Record<string, PhaseOutput> = {};
  const metrics: Record<string, readonly EpochMetrics[]> = {};
  let tensors: Record<string, number[]> = {};
  try {
    for (const phase of method.phases) {
      const open = () =>
        createPhaseContext({
          phase: phase.name,
          task,
          network,
          augmentation: AugmentationOptions.parse({ padding: 1, paddingMode: 'zero' }),
          random: createRandom(seed),
          outputs,
          folder: join(folder, phase.name),
        });
      if (interruptAfter !== undefined) await phase.run(stoppingAfter(open(), interruptAfter));
      const context = open();
      outputs[phase.name] = await phase.run({
        ...context,
        runEpochs: async (loop) => {
          const state = await context.runEpochs(loop);
          tensors = Object.fromEntries(
            Object.entries(state.tensors).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
          );
          return state;
        },
      });
      metrics[phase.name] = readMetrics(join(folder, phase.name, 'metrics.jsonl'));
    }
    return { outputs, metrics, tensors };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A context whose loop ends early; its checkpoint stays. */
function stoppingAfter(context: PhaseContext, epochs: number): PhaseContext {
  return {
    ...context,
    runEpochs: (loop) =>
      context.runEpochs({
        epochs,
        initialize: () => loop.initialize(),
        runEpoch: (state, epoch) => loop.runEpoch(state, epoch),
      }),
  };
}

export function arrayOf({ outputs }: PhaseRun, phase: string, name: string): NamedArray {
  const array = outputs[phase]?.arrays[name];
  if (array === undefined) throw new Error(`The phase "${phase}" gave no array "${name}".`);
  return array;
}
