import {
  createRandom,
  type MetaGradient,
  type MetaProblem,
  type Network,
  type Plugin,
  type PluginReference,
} from '@ballast/core';
import { buildPlugin, randomMetaProblem } from '@ballast/testing';
import type { OptimizerOptions } from '@ballast/training';
import metaOptimizers from '../../src/index.ts';
import { installed } from '../installed.ts';

const plugins = metaOptimizers as readonly Plugin[];
const slmo = plugins.find(({ id }) => id === 'slmo') as Plugin<'meta optimizer'>;

const losses = installed('loss');

/** Every loss and weight net of the workspace with every other: id, id, loss, weight net. */
export const lossesAndWeightNets = losses.flatMap((loss) =>
  installed('weight net').map((net) => [loss.id, net.id, loss, net] as const),
);

export interface ProblemOptions {
  readonly network: Network;
  readonly loss: Plugin<'loss'>;
  readonly weightNet: Plugin<'weight net'>;
  readonly seed: number;
  readonly innerOptimizer?: OptimizerOptions;
}

/** On images [8, 8, 3] of four classes. */
export function problemOf({ loss, weightNet, seed, ...rest }: ProblemOptions): MetaProblem {
  return randomMetaProblem({
    ...rest,
    inputShape: [8, 8, 3],
    classCount: 4,
    loss: buildPlugin(loss, {}, losses),
    weightNet: buildPlugin(weightNet),
    random: createRandom(seed),
  });
}

export function metaGradient(
  problem: MetaProblem,
  gradient: string | PluginReference,
  skippedStages: number,
): MetaGradient {
  return buildPlugin(slmo, { gradient, skippedStages }, plugins).metaGradient(problem);
}

/** ResNet-8 with batch norm; the widths tell its stages apart. */
export const resNet8 = { channels: 3, widths: [3, 4, 6], classCount: 4 } as const;
