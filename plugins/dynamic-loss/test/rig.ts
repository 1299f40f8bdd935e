import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createRandom,
  PluginRegistry,
  type LearningTask,
  type Method,
  type NamedArray,
  type Network,
  type Plugin,
} from '@ballast/core';
import data, { AugmentationOptions, DataOptions, prepareTask, subsetOf } from '@ballast/data';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import imbalance from '@ballast/plugin-imbalance';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import mwNet from '@ballast/plugin-mw-net';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { createPhaseContext, readMetrics, type EpochMetrics } from '@ballast/training';
import dynamicLoss from '../src/index.ts';

const plugins = [
  ...data,
  ...samplers,
  ...metaOptimizers,
  ...imbalance,
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

/** Digits with 30 % of the labels flipped. */
export async function digitsTask(trainLimit: number, metaPerClass = 0): Promise<LearningTask> {
  const dataset = await registry
    .instantiate('dataset', registry.resolve('dataset', 'digits', locate))
    .load({ cacheDirectory: tmpdir(), report: () => undefined });
  return prepareTask({
    dataset: subsetOf(dataset, { train: trainLimit, test: 40 }),
    noise: registry.instantiate('noise', registry.resolve('noise', { type: 'uniform', rate: 0.3 }, locate)),
    options: DataOptions.parse({ meta: { perClass: metaPerClass } }),
    random: createRandom(0),
  }).task;
}

export interface MethodRun {
  readonly arrays: Readonly<Record<string, NamedArray>>;
  readonly metrics: readonly EpochMetrics[];
  /** The state's tensors after the last epoch, by name. */
  readonly tensors: Readonly<Record<string, readonly number[]>>;
}

export interface RunOptions {
  readonly task: LearningTask;
  readonly network: Network;
  readonly seed?: number;
  /** Stops after so many epochs and goes on from the checkpoint, as after a kill. */
  readonly interruptAfter?: number | undefined;
}

/** Runs the one phase of a method, as a suite would. */
export async function runMethod(
  method: Method,
  { task, network, seed = 1, interruptAfter }: RunOptions,
): Promise<MethodRun> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-'));
  const [phase] = method.phases;
  if (phase === undefined) throw new Error('The method has no phase.');
  let tensors: Record<string, number[]> = {};
  const run = async (epochs?: number) => {
    const context = createPhaseContext({
      phase: phase.name,
      task,
      network: () => network,
      augmentation: AugmentationOptions.parse({
        padding: 1,
        paddingMode: 'zero',
        strong: { cutout: { size: 2 } },
      }),
      random: createRandom(seed),
      outputs: {},
      folder,
    });
    return phase.run({
      ...context,
      runEpochs: async (loop) => {
        const state = await context.runEpochs({
          epochs: epochs ?? loop.epochs,
          initialize: () => loop.initialize(),
          runEpoch: (before, epoch) => loop.runEpoch(before, epoch),
        });
        tensors = Object.fromEntries(
          Object.entries(state.tensors).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
        );
        return state;
      },
    });
  };
  try {
    if (interruptAfter !== undefined) await run(interruptAfter);
    const { arrays } = await run();
    return { arrays, tensors, metrics: readMetrics(join(folder, 'metrics.jsonl')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
