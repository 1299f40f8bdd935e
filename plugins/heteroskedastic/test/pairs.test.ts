import type { LearningTask, Plugin } from '@ballast/core';
import classWeights from '@ballast/plugin-class-weights';
import crossEntropy from '@ballast/plugin-cross-entropy';
import focal from '@ballast/plugin-focal';
import ldam from '@ballast/plugin-ldam';

import samplers from '@ballast/plugin-samplers';
import { initializeBackend } from '@ballast/tensor';
import { buildPlugin, digitsTask, runMethod, tinyMlp } from '@ballast/testing';
import { beforeAll, expect, it } from 'vitest';
import har from '../src/index.ts';

const others = [crossEntropy, focal, ldam, ...classWeights, ...samplers] as readonly Plugin[];
const quick = { epochs: 2, batchSize: 32, schedule: { type: 'constant', learningRate: 0.05 } };

const estimation = { ...quick };

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 60, testLimit: 20, metaPerClass: 1 });
});

const pairs = ['cross-entropy', 'focal', 'ldam', 'class-balanced'].flatMap((loss) =>
  ['shuffled', 'class-balanced'].map((sampler) => [loss, sampler] as const),
);

it.each(pairs)('learns with %s × %s', async (loss, sampler) => {
  const method = buildPlugin(har, { ...quick, estimation, hiddenLayers: 'stages', loss, sampler }, others);
  method.check?.(tinyMlp([64, 8, 10]));
  const { tensors } = await runMethod(method, { task, network: () => tinyMlp([64, 8, 10]) });
  for (const [name, values] of Object.entries(tensors)) expect(values.every(Number.isFinite), name).toBe(true);
});
