import type { LearningTask, Method, Network, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import focal from '@ballast/plugin-focal';
import noises from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp, tinyResNet } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import l2rw from '../src/index.ts';

const mlp = tinyMlp([64, 16, 10]);
const resnet = tinyResNet({ channels: 1, widths: [2, 4, 4], classCount: 10 });
const quick = { epochs: 4, batchSize: 16, schedule: { type: 'constant', learningRate: 0.05 } };
const others = [crossEntropy, focal, ...samplers] as readonly Plugin[];

const build = (options: Readonly<Record<string, unknown>> = {}): Method =>
  buildPlugin(l2rw, { ...quick, ...options }, others);

const pairFlip = (noises as readonly Plugin[]).find(({ id }) => id === 'pair-flip') as Plugin<'noise'>;
const noise = buildPlugin(pairFlip, { rate: 0.4 });

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 200, testLimit: 60, noise });
});

const run = (method: Method, network: Network = mlp, interruptAfter?: number) =>
  runMethod(method, { task, network: () => network, interruptAfter });

describe('l2rw', () => {
  it('weighs mislabelled samples less, by the trusted ones alone', async () => {
    const trusted = await digitsTask({ trainLimit: 600, testLimit: 60, metaPerClass: 10, noise });
    const method = build({ epochs: 10, batchSize: 100, schedule: { type: 'constant', learningRate: 0.01 } });
    const result = await runMethod(method, { task: trusted, network: () => mlp });
    const { data } = arrayOf(result, 'reweighting', 'sampleWeights');
    const { trueLabels, givenLabels } = trusted.train;
    const meanWeight = (mislabelled: boolean): number => {
      const weights = [...data].filter((_, at) => (trueLabels?.[at] !== givenLabels[at]) === mislabelled);
      return weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    };
    expect(meanWeight(true)).toBeLessThan(0.6 * meanWeight(false));
    expect(data.every((weight) => weight >= 0)).toBe(true);
    expect(result.metrics['reweighting']?.at(-1)?.extra['metaLoss']).toSatisfy(Number.isFinite);
  });

  it.each([
    ['MLP', mlp],
    ['ResNet with batch norm', resnet],
  ])('is plain training bit for bit while all samples weigh the same (%s)', async (_, network) => {
    const warm = { epochs: 2, warmEpochs: 2 };
    const optimizer = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 2e-4 };
    const baseline = await run(buildPlugin(plain, { ...quick, epochs: 2, optimizer }, others), network);
    expect((await run(build(warm), network)).tensors).toEqual(baseline.tensors);
  });

  it('goes on from a checkpoint bit for bit, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const options = { warmEpochs: 1, loss: { type: 'focal', gamma: 1 } };
    const whole = await run(build(options), resnet);
    const resumed = await run(build(options), resnet, 2);
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(resumed.outputs).toEqual(whole.outputs);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes a meta set that is drawn from the noisy data, and then uses no trusted one', async () => {
    const method = build({ metaSet: 'hierarchical', warmEpochs: 1, epochs: 2 });
    expect([method.usesMetaSet, build().usesMetaSet]).toEqual([false, true]);
    const { metrics } = await run(method);
    expect(metrics['reweighting']?.map(({ extra }) => 'metaLoss' in extra)).toEqual([false, true]);
  });

  it('asks for trusted samples, and refuses a meta set drawn by loss curves', async () => {
    const untrusted = await digitsTask({ trainLimit: 60, testLimit: 20, metaPerClass: 0 });
    await expect(runMethod(build(), { task: untrusted, network: () => mlp })).rejects.toThrow(/trusted meta set/);
    expect(() => build({ metaSet: 'low-loss' }).check?.(mlp)).toThrow(/no probing phase/);
    expect(() => build({ metaSet: { type: 'low-loss', losses: 'current' } }).check?.(mlp)).not.toThrow();
  });
});
