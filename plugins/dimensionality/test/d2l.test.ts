import { NonFiniteLossError, type LearningTask, type Network, type Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import noises from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, recordedForms, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp, tinyResNet } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import d2l from '../src/index.ts';

const mlp = tinyMlp([64, 16, 10]);
const resnet = tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 });
const others = [crossEntropy, ...samplers] as readonly Plugin[];
const shared = { epochs: 6, batchSize: 20, schedule: { type: 'constant', learningRate: 0.05 } };
const optimizer = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4 };
/** Finds a turning point as soon as the dimensionality does not fall. */
const eager = { initialEpochs: 0, window: 2, deviations: 0 };
const quick = { ...shared, optimizer, estimate: { samples: 100, batchSize: 50, neighbours: 10 }, turningPoint: eager };

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  const uniform = (noises as readonly Plugin[]).find(({ id }) => id === 'uniform') as Plugin<'noise'>;
  task = await digitsTask({ trainLimit: 200, testLimit: 60, noise: buildPlugin(uniform, { rate: 0.4 }) });
});

const run = (options: object = {}, network: Network = mlp, interruptAfter?: number) =>
  runMethod(buildPlugin(d2l, { ...quick, ...options }, others), { task, network: () => network, interruptAfter });
const trustOf = ({ metrics }: Awaited<ReturnType<typeof run>>) =>
  metrics['training']?.map(({ extra }) => extra['labelTrust']) ?? [];

describe('d2l', () => {
  it.each([
    ['MLP', mlp],
    ['ResNet with batch norm', resnet],
  ])('is plain training bit for bit while no turning point is found (%s)', async (_, network) => {
    const baseline = await runMethod(buildPlugin(plain, { ...shared, optimizer }, others), {
      task,
      network: () => network,
    });
    const found = await run({ turningPoint: { initialEpochs: 6 } }, network);
    expect(found.tensors).toEqual(baseline.tensors);
    expect(trustOf(found)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('trusts labels less from the turning point on, as the recorded dimensionalities say', async () => {
    const found = await run();
    const values = [...arrayOf(found, 'training', 'dimensionality').data];
    expect(values.every((value) => value > 0)).toBe(true);
    const turned = values.findIndex(
      (value, epoch) => epoch >= 2 && value > (values[epoch - 1]! + values[epoch - 2]!) / 2,
    );
    expect(turned).toBeGreaterThan(0);
    expect(turned).toBeLessThan(5);
    trustOf(found).forEach((trust, epoch) => {
      const expected = Math.exp(((-epoch / 6) * values[epoch - 1]!) / Math.min(...values.slice(0, epoch)));
      expect(trust).toBeCloseTo(epoch > turned ? expected : 1, 10);
    });
    const without = await run({ turningPoint: { initialEpochs: 6 }, epochs: 6 });
    expect(found.tensors['parameters/head.kernel']).not.toEqual(without.tensors['parameters/head.kernel']);
  });

  it('brings the weights of one epoch before back at the turning point, and the running statistics with them', async () => {
    const values = [...arrayOf(await run({}, resnet), 'training', 'dimensionality').data];
    const turned = values.findIndex(
      (value, epoch) => epoch >= 2 && value > (values[epoch - 1]! + values[epoch - 2]!) / 2,
    );
    const epochs = turned + 1;
    const shorter = await run({ epochs: turned }, resnet);
    const rolled = await run({ epochs }, resnet);
    const kept = await run({ epochs, rollBack: false }, resnet);
    for (const [name, numbers] of Object.entries(shorter.tensors)) {
      if (name.startsWith('optimizer/')) continue;
      expect(rolled.tensors[name], name).toEqual(numbers);
      expect(kept.tensors[name], name).not.toEqual(numbers);
    }
  });

  it('goes on from a checkpoint bit for bit, before the turning point and after it, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const whole = await run({}, resnet);
    for (const interruptAfter of [1, 3, 5]) {
      const resumed = await run({}, resnet, interruptAfter);
      expect(resumed.tensors).toEqual(whole.tensors);
      expect(resumed.outputs).toEqual(whole.outputs);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('records two forms of its step: before the turning point and after it', async () => {
    const before = recordedForms();
    await run({ schedule: { type: 'cosine', learningRate: 0.05 } });
    expect(recordedForms() - before).toBeLessThanOrEqual(2);
  });

  it('stops when the loss is no number any more, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await expect(run({ schedule: { type: 'constant', learningRate: 1e30 } })).rejects.toThrow(NonFiniteLossError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
