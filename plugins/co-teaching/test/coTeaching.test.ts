import type { LearningTask, Method, Network, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import focal from '@ballast/plugin-focal';
import noises from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, tf } from '@ballast/tensor';
import {
  arrayOf,
  buildPlugin,
  digitsTask,
  expectClose,
  runMethod,
  tinyMlp,
  tinyResNet,
  type MethodRun,
} from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import coTeaching from '../src/index.ts';

const mlp = tinyMlp([64, 16, 10]);
const resnet = tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 });
const shared = { epochs: 3, batchSize: 16, schedule: { type: 'constant', learningRate: 0.003 } };
const quick = { ...shared, gradualEpochs: 2 };
const others = [crossEntropy, focal, ...samplers] as readonly Plugin[];
const symmetric = (noises as readonly Plugin[]).find(({ id }) => id === 'uniform') as Plugin<'noise'>;

const build = (options: Readonly<Record<string, unknown>> = {}): Method =>
  buildPlugin(coTeaching, { ...quick, ...options }, others);

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 300, testLimit: 100, noise: buildPlugin(symmetric, { rate: 0.4 }) });
});

const run = (method: Method, network: Network = mlp, interruptAfter?: number) =>
  runMethod(method, { task, network: () => network, interruptAfter });

/** The numbers of one network of the pair, under the names that it has alone. */
function memberTensors({ tensors }: MethodRun, member: 'first' | 'second') {
  const own = Object.entries(tensors).filter(([name]) => name.includes(`.${member}.`));
  return Object.fromEntries(own.map(([name, values]) => [name.replace(`.${member}.`, '.'), values]));
}

describe('co-teaching', () => {
  it('learns from mislabelled samples less often than from others, and tests better than plain training', async () => {
    const long = { epochs: 30, schedule: { type: 'constant', learningRate: 0.01 } };
    const result = await run(build({ ...long, gradualEpochs: 10 }));
    const weights = arrayOf(result, 'co-teaching', 'sampleWeights').data;
    const { givenLabels, trueLabels } = task.train;
    const meanOf = (mislabelled: boolean): number => {
      const own = [...weights].filter((_, at) => (givenLabels[at] !== trueLabels?.[at]) === mislabelled);
      return own.reduce((sum, weight) => sum + weight, 0) / own.length;
    };
    expect(meanOf(true)).toBeLessThan(0.6 * meanOf(false));
    const adam = { type: 'adam' };
    const baseline = await run(buildPlugin(plain, { ...long, batchSize: 16, optimizer: adam }, others));
    const accuracyOf = (of: MethodRun, phase: string): number => of.metrics[phase]?.at(-1)?.test?.accuracy ?? NaN;
    expect(accuracyOf(result, 'co-teaching')).toBeGreaterThan(accuracyOf(baseline, 'training'));
    expect(result.metrics['co-teaching']?.map(({ extra }) => extra['forgetRate']).slice(0, 1)).toEqual([0]);
  });

  it.each([
    ['MLP', mlp, { type: 'adam' }],
    ['ResNet with batch norm', resnet, { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 }],
  ])('is plain training bit for bit where nothing is forgotten (%s)', async (_, network, optimizer) => {
    const neutral = await run(build({ noiseRate: 0, lateBeta1: null, optimizer }), network);
    const baseline = await run(buildPlugin(plain, { ...shared, optimizer }, others), network);
    const own = Object.keys(memberTensors(neutral, 'first'));
    expect(own.length).toBeGreaterThan(3);
    for (const name of own) expect(memberTensors(neutral, 'first')[name], name).toEqual(baseline.tensors[name]);
    expect(neutral.metrics['co-teaching']?.map(({ test }) => test)).toEqual(
      baseline.metrics['training']?.map(({ test }) => test),
    );
  });

  it('trains two networks that begin differently', async () => {
    const result = await run(build());
    expect(memberTensors(result, 'first')).not.toEqual(memberTensors(result, 'second'));
    expect(Object.keys(memberTensors(result, 'first'))).toEqual(Object.keys(memberTensors(result, 'second')));
  });

  it('has each network choose for the other: with itself, the first one would end elsewhere', async () => {
    // Another second network chooses other samples for the first one, unless all are kept.
    const one = memberTensors(await run(build({ noiseRate: 0.4, gradualEpochs: 1 })), 'first');
    const other = memberTensors(
      await runMethod(build({ noiseRate: 0.4, gradualEpochs: 1 }), { task, network: () => withOtherSecond(mlp) }),
      'first',
    );
    expect(one['parameters/head.kernel']).not.toEqual(other['parameters/head.kernel']);
    const alone = { noiseRate: 0, gradualEpochs: 1 };
    const whole = memberTensors(await run(build(alone)), 'first');
    const same = memberTensors(await runMethod(build(alone), { task, network: () => withOtherSecond(mlp) }), 'first');
    expect(same['parameters/head.kernel']).toEqual(whole['parameters/head.kernel']);
  });

  it('has another β1 from an epoch on: from the first on, that is Adam with it', async () => {
    const late = await run(build({ epochs: 2, lateFrom: 0, lateBeta1: 0.1 }));
    const always = await run(build({ epochs: 2, lateBeta1: null, optimizer: { type: 'adam', beta1: 0.1 } }));
    const never = await run(build({ epochs: 2, lateFrom: 2, lateBeta1: 0.1 }));
    expect(late.tensors).toEqual(always.tensors);
    expect(late.tensors).not.toEqual(never.tensors);
  });

  it('divides the mean loss by the kept samples once more where asked: plain SGD then goes so much more slowly', async () => {
    const optimizer = { type: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 };
    const whole = { optimizer, epochs: 1, batchSize: 300, noiseRate: 0, gradualEpochs: 1 };
    const moved = async (divideTwice: boolean, learningRate: number) => {
      const method = build({ ...whole, divideTwice, schedule: { type: 'constant', learningRate } });
      return memberTensors(await run(method), 'first')['parameters/head.bias'] ?? []; // 0 at first
    };
    expectClose(await moved(true, task.train.count), await moved(false, 1), 1e-5);
  });

  it('goes on from a checkpoint bit for bit, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const options = { loss: { type: 'focal', gamma: 1 }, lateFrom: 2, divideTwice: true };
    const whole = await run(build(options), resnet);
    const resumed = await run(build(options), resnet, 2);
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(resumed.outputs).toEqual(whole.outputs);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is an oracle by the true noise rate, and does without by an estimate or a number', async () => {
    expect([build(), build({ noiseRate: 0.2 })].map(({ knowsTruth }) => knowsTruth)).toEqual([true, false]);
    const probing = { epochs: 3, batchSizes: [{ from: 0, batchSize: 16 }], schedule: quick.schedule };
    const estimating = build({ noiseRate: 'estimated', probing });
    expect(estimating.knowsTruth).toBe(false);
    expect(estimating.phases.map(({ name, uses }) => [name, uses])).toEqual([
      ['probing', []],
      ['co-teaching', ['probing']],
    ]);
    const rates = (await run(estimating)).metrics['co-teaching']?.map(({ extra }) => extra['forgetRate']) ?? [];
    expect(rates[0]).toBe(0);
    expect(rates[2]).toBeGreaterThan(0);
  });
});

/** The same network, whose second copy begins with other weights. */
function withOtherSecond({ stages }: Network): Network {
  return {
    stages: stages.map((stage) => {
      let copies = 0;
      return {
        ...stage,
        initialize: (random) => stage.initialize(copies++ === 0 ? random : random.split('another')),
      };
    }),
  };
}
