import { NonFiniteLossError, type LearningTask, type Network, type Plugin } from '@ballast/core';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import crossEntropy from '@ballast/plugin-cross-entropy';
import noises from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, recordedForms, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp, tinyResNet, type MethodRun } from '@ballast/testing';
import { areaUnderRoc } from '@ballast/training';
import { beforeAll, describe, expect, it } from 'vitest';
import mlc from '../src/index.ts';

const mlp = tinyMlp([64, 16, 10]);
const resnet = tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 });
const others = [crossEntropy, ...samplers, ...metaOptimizers] as readonly Plugin[];
const quick = {
  epochs: 3,
  batchSize: 20,
  metaBatchSize: 10,
  corrector: { embeddingSize: 4, hiddenSize: 8 },
  correctorLearningRate: 0.01,
  schedule: { type: 'constant', learningRate: 0.05 },
};

const pairFlip = (noises as readonly Plugin[]).find(({ id }) => id === 'pair-flip') as Plugin<'noise'>;
const noise = buildPlugin(pairFlip, { rate: 0.4 });

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 200, testLimit: 60, noise });
});

const build = (options: object = {}) => buildPlugin(mlc, { ...quick, ...options }, others);
const run = (options: object = {}, network: Network = mlp, interruptAfter?: number) =>
  runMethod(build(options), { task, network: () => network, interruptAfter });

describe('mlc', () => {
  it('learns to doubt wrong labels from trusted samples alone', async () => {
    const trusted = await digitsTask({ trainLimit: 600, testLimit: 60, metaPerClass: 10, noise });
    const options = {
      epochs: 20,
      batchSize: 50,
      metaBatchSize: 50,
      corrector: { embeddingSize: 32, hiddenSize: 64 },
      correctorLearningRate: 0.001,
    };
    const result = await runMethod(build(options), { task: trusted, network: () => tinyMlp([64, 32, 10]) });
    const { data } = arrayOf(result, 'correcting', 'sampleWeights');
    const { trueLabels, givenLabels } = trusted.train;
    const isWrong = Array.from(givenLabels, (label, sample) => label !== trueLabels?.[sample]);
    const doubts = Array.from(data, (trust) => -trust);
    expect(areaUnderRoc(doubts, isWrong)).toBeGreaterThan(0.7);
    expect(data.every((trust) => trust >= 0 && trust <= 1)).toBe(true);
    expect(result.metrics['correcting']?.at(-1)?.test?.accuracy).toBeGreaterThan(0.65);
  });

  it.each([
    ['MLP', mlp],
    ['ResNet with batch norm', resnet],
  ])('is plain training bit for bit before labels are corrected (%s)', async (_, network) => {
    const optimizer = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 };
    const { epochs, batchSize, schedule } = quick;
    const baseline = await runMethod(buildPlugin(plain, { epochs, batchSize, schedule, optimizer }, others), {
      task,
      network: () => network,
    });
    const { tensors } = await run({ warmEpochs: 3 }, network);
    for (const [name, values] of Object.entries(baseline.tensors)) expect(tensors[name], name).toEqual(values);
  });

  it('goes on from a checkpoint bit for bit, in warm epochs and later, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const options = { warmEpochs: 1, corrector: { ...quick.corrector, skipLink: true } };
    const whole = await run(options, resnet);
    for (const interruptAfter of [1, 2]) {
      const resumed = await run(options, resnet, interruptAfter);
      expect(resumed.tensors).toEqual(whole.tensors);
      expect(resumed.outputs).toEqual(whole.outputs);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('records one form of its step for every epoch and rate', async () => {
    const before = recordedForms();
    await run({ epochs: 4, schedule: { type: 'cosine', learningRate: 0.05 } });
    expect(recordedForms() - before).toBeLessThanOrEqual(1);
  });

  it('stops when the loss is no number any more, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await expect(run({ schedule: { type: 'constant', learningRate: 1e30 } })).rejects.toThrow(NonFiniteLossError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes a meta set that is drawn from the noisy data, and then uses no trusted one', async () => {
    const method = build({ metaSet: 'hierarchical', epochs: 2, warmEpochs: 1 });
    expect([method.usesMetaSet, build().usesMetaSet]).toEqual([false, true]);
    const { metrics } = await runMethod(method, { task, network: () => mlp });
    expect(metrics['correcting']?.map(({ extra }) => 'metaLoss' in extra)).toEqual([false, true]);
  });
});

describe('every option', () => {
  let reference: MethodRun['tensors'] | undefined;

  it.each([
    { corrector: { ...quick.corrector, skipLink: true } },
    { trustedShare: 0 },
    { refreshLabels: true },
    { warmEpochs: 1 },
    { metaBatchSize: 4 },
    { correctorLearningRate: 0.1 },
    { correctorOptimizer: { type: 'sgd' } },
    { metaOptimizer: { type: 'slmo', skippedStages: 1 } },
  ])('changes what is trained, and leaves nothing behind: %j', async (options) => {
    const before = tf.memory().numTensors;
    const changed = await run({ epochs: 2, ...options });
    expect(tf.memory().numTensors).toBe(before);
    reference ??= (await run({ epochs: 2 })).tensors;
    expect(changed.tensors['parameters/head.kernel']).not.toEqual(reference['parameters/head.kernel']);
  });
});

describe('mistakes', () => {
  it('asks for trusted samples, and refuses a meta set drawn by loss curves', async () => {
    const untrusted = await digitsTask({ trainLimit: 60, testLimit: 20, metaPerClass: 0 });
    await expect(runMethod(build(), { task: untrusted, network: () => mlp })).rejects.toThrow(/trusted meta set/);
    expect(() => build({ metaSet: 'low-loss' }).check?.(mlp)).toThrow(/no probing phase/);
    expect(() => build().check?.(mlp)).not.toThrow();
  });

  it('says why there is no loss to choose, and refuses a step that is not linear in the gradient', () => {
    expect(() => build({ loss: 'cross-entropy' })).toThrow(/corrected labels are soft/);
    expect(() => build({ optimizer: { type: 'adam' } }).check?.(mlp)).toThrow(/not linear/);
  });
});
