import type { LearningTask, Method, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { buildPlugin, digitsTask } from '@ballast/testing';
import har from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const schedule = { type: 'constant', learningRate: 0.05 };

/** Few epochs; the same for HAR and for the baseline. */
export const quick = { epochs: 3, batchSize: 16, schedule };

export function buildHar(options: Readonly<Record<string, unknown>> = {}): Method {
  return buildPlugin(har, { ...quick, estimation: quick, ...options }, others);
}

export function buildBaseline(): Method {
  const optimizer = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4 };
  return buildPlugin(plain, { ...quick, optimizer }, others);
}

export function noisyDigits(): Promise<LearningTask> {
  const flip = (noise as readonly Plugin[]).find(({ id }) => id === 'pair-flip') as Plugin<'noise'>;
  return digitsTask({ trainLimit: 120, testLimit: 60, noise: buildPlugin(flip, { rate: 0.3 }) });
}
