import type { LearningTask, Method, Network, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import focal from '@ballast/plugin-focal';
import noises from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp, tinyResNet } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { mentorNet, selfPaced } from '../src/index.ts';

const mlp = tinyMlp([64, 16, 10]);
const resnet = tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 });
const quick = { epochs: 4, batchSize: 16, schedule: { type: 'constant', learningRate: 0.05 } };
const others = [crossEntropy, focal, ...samplers] as readonly Plugin[];
const uniform = (noises as readonly Plugin[]).find(({ id }) => id === 'uniform') as Plugin<'noise'>;

const methods = [
  ['self-paced', 'self-paced', selfPaced, { growth: 1 }],
  ['mentornet-predefined', 'curriculum', mentorNet, { linearFrom: 0.75, burnInShare: 0.25, dropouts: [] }],
] as const;

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 300, testLimit: 60, noise: buildPlugin(uniform, { rate: 0.4 }) });
});

const run = (method: Method, network: Network = mlp, interruptAfter?: number) =>
  runMethod(method, { task, network: () => network, interruptAfter });

describe.each(methods)('%s', (_, phase, plugin, options) => {
  const build = (more: Readonly<Record<string, unknown>> = {}): Method =>
    buildPlugin<'method'>(plugin, { ...quick, ...options, ...more }, others);

  it('weighs mislabelled samples less than others', async () => {
    const weights = arrayOf(await run(build({ epochs: 8 })), phase, 'sampleWeights').data;
    const { givenLabels, trueLabels } = task.train;
    const meanOf = (mislabelled: boolean): number => {
      const own = [...weights].filter((_weight, at) => (givenLabels[at] !== trueLabels?.[at]) === mislabelled);
      return own.reduce((sum, weight) => sum + weight, 0) / own.length;
    };
    expect(meanOf(true)).toBeLessThan(0.8 * meanOf(false));
  });

  it.each([
    ['MLP', mlp],
    ['ResNet with batch norm', resnet],
  ])('is plain training bit for bit while every sample weighs 1 (%s)', async (_name, network) => {
    const optimizer = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 2e-4 };
    const { tensors } = await run(build({ epochs: 2, burnInShare: 1 }), network);
    const baseline = await run(buildPlugin(plain, { ...quick, epochs: 2, optimizer }, others), network);
    const classifier = Object.entries(tensors).filter(([name]) => !name.startsWith('curriculum'));
    expect(Object.fromEntries(classifier)).toEqual(baseline.tensors);
  });

  it('goes on from a checkpoint bit for bit, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const dropouts = [{ from: 0, rate: 0.2 }];
    const more = { loss: { type: 'focal', gamma: 1 }, ...(plugin === mentorNet && { dropouts }) };
    const whole = await run(build(more), resnet);
    const resumed = await run(build(more), resnet, 2);
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(resumed.outputs).toEqual(whole.outputs);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the first threshold', () => {
  it.each([
    ['cross entropy', 'cross-entropy'],
    ['a loss that is far smaller', { type: 'focal', gamma: 5 }],
  ])('lets in its share of the samples by the loss that is trained: %s', async (_, loss) => {
    const schedule = { type: 'constant', learningRate: 1e-6 };
    const method = buildPlugin<'method'>(selfPaced, { ...quick, epochs: 1, schedule, loss, initialShare: 0.5 }, others);
    const { data } = arrayOf(await run(method), 'self-paced', 'sampleWeights');
    expect([...data].reduce((sum, weight) => sum + weight, 0) / data.length).toBeCloseTo(0.5, 1);
  });
});

describe('dropout of samples', () => {
  it('leaves its share of every batch out, and none where there is none', async () => {
    const dropped = async (dropouts: readonly object[]): Promise<number> => {
      const method = buildPlugin(mentorNet, { ...quick, epochs: 1, burnInShare: 1, dropouts }, others);
      const { data } = arrayOf(await run(method), 'curriculum', 'sampleWeights');
      return data.filter((weight) => weight === 0).length / data.length;
    };
    expect(await dropped([])).toBe(0);
    expect(await dropped([{ from: 0, rate: 0.5 }])).toBeCloseTo(0.5, 1);
  });
});
