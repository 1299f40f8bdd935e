import { NonFiniteLossError, type LearningTask, type Network } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { tinyMlp, tinyResNet } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, digitsTask, run as runPhase } from './rig.ts';

const mlp = tinyMlp([64, 16, 10]);
const resnet = tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 });
const quick = {
  epochs: 4,
  warmEpochs: 1,
  batchSize: 32,
  corrector: { ranks: 8, hiddenSize: 6 },
  margin: { hiddenSize: 6 },
  schedule: { type: 'constant', learningRate: 0.05 },
  stepwiseWarmup: { epochs: 1 },
};

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask(200);
});

const run = (options: object = {}, network: Network = mlp, more: { seed?: number; interruptAfter?: number } = {}) =>
  runPhase(build('dynamic-loss', { ...quick, ...options }), { task, network: () => network, ...more });

/** What the meta step and the corrected loss alone decide. */
const learnedOf = (tensors: Readonly<Record<string, readonly number[]>>, part: string) =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => name.startsWith(`learned/${part}/`)));

describe('the neutral setting', () => {
  const shared = { epochs: 3, batchSize: 32, schedule: quick.schedule };
  const optimizer = { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 };
  // Trusts every label for ever, adds no margin, holds nothing out of the train set.
  const neutral = {
    ...shared,
    optimizer,
    warmEpochs: 0,
    fineTune: false,
    metaSet: 'trusted',
    margin: null,
    stepwiseWarmup: { epochs: 0 },
    strongView: 'standard',
  };

  it.each([
    ['MLP, corrector fixed to 1', mlp, { corrector: { ...quick.corrector, initialBias: 100 } }],
    ['ResNet, corrector fixed to 1', resnet, { corrector: { ...quick.corrector, initialBias: 100 } }],
    ['ResNet, no corrector', resnet, { corrector: null }],
  ])(
    'is plain training bit for bit: parameters, momentum, and running statistics, which no virtual or meta step moves (%s)',
    async (_name, network, parts) => {
      const withMeta = await digitsTask(200, 2);
      const actual = await runPhase(build('dynamic-loss', { ...neutral, ...parts }), {
        task: withMeta,
        network: () => network,
      });
      const plain = await runPhase(build('plain', { ...shared, optimizer }), {
        task: withMeta,
        network: () => network,
      });
      const classifier = Object.keys(actual.tensors).filter((name) => !name.startsWith('learned'));
      expect(classifier.sort()).toEqual(Object.keys(plain.tensors).sort());
      for (const name of classifier) expect(actual.tensors[name], name).toEqual(plain.tensors[name]);
      expect(actual.metrics.map(({ train, test }) => ({ train, test }))).toEqual(
        plain.metrics.map(({ train, test }) => ({ train, test })),
      );
    },
  );

  it('is left by each of the learned parts', async () => {
    const withMeta = await digitsTask(200, 2);
    const of = async (options: object) =>
      (await runPhase(build('dynamic-loss', { ...neutral, ...options }), { task: withMeta, network: () => mlp }))
        .tensors['parameters/head.kernel'];
    const baseline = await of({ corrector: null });
    expect(await of({ corrector: { ...quick.corrector, initialBias: 0 } })).not.toEqual(baseline);
    expect(await of({ corrector: null, margin: quick.margin })).not.toEqual(baseline);
    expect(await of({ corrector: null, fineTune: true })).not.toEqual(baseline);
    expect(await of({ corrector: null, metaSet: 'hierarchical' })).not.toEqual(baseline);
  });
});

describe('an epoch', () => {
  it('learns both parts jointly after the warm epochs, the corrector alone in them', async () => {
    const initial = await run({ epochs: 1, correctorWarmSteps: 0 });
    const warm = await run({ epochs: 1 });
    const learned = await run({ epochs: 2 });
    expect(learnedOf(warm.tensors, 'margin')).toEqual(learnedOf(initial.tensors, 'margin'));
    expect(learnedOf(warm.tensors, 'corrector')).not.toEqual(learnedOf(initial.tensors, 'corrector'));
    expect(learnedOf(learned.tensors, 'margin')).not.toEqual(learnedOf(warm.tensors, 'margin'));
    expect(learnedOf(learned.tensors, 'corrector')).not.toEqual(learnedOf(warm.tensors, 'corrector'));
  });

  it('trusts given labels at the start by 0.98, and more after warm epochs', async () => {
    const initial = await run({ epochs: 1, correctorWarmSteps: 0, corrector: {} });
    const warm = await run({ epochs: 1, corrector: {}, learnedLearningRate: 0.01 });
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length; // prettier-ignore
    const [before, after] = [initial, warm].map(({ arrays }) => mean(arrays['correctionTable']!.data)) as [
      number,
      number,
    ];
    expect(Math.abs(before - 0.9817)).toBeLessThan(0.01);
    expect(after).toBeGreaterThan(before);
  });

  it('lets the learned parts rest but in every so many-th epoch', async () => {
    const { metrics } = await run({ epochs: 6, metaEvery: 2 });
    expect(metrics.map(({ extra }) => 'metaLoss' in extra)).toEqual([false, true, false, true, false, true]);
    const [first, second] = [await run({ epochs: 2, metaEvery: 2 }), await run({ epochs: 3, metaEvery: 2 })];
    expect(learnedOf(second.tensors, 'margin')).toEqual(learnedOf(first.tensors, 'margin'));
  });

  it('moves running statistics once more in a warm step where predictions are made in mode train', async () => {
    const [train, inference] = await Promise.all(
      ['train', 'inference'].map((warmPredictions) => run({ epochs: 1, warmPredictions }, resnet)),
    );
    expect(train!.tensors['parameters/head.kernel']).toEqual(inference!.tensors['parameters/head.kernel']);
    const [name] = Object.keys(train!.tensors).filter((one) => one.startsWith('buffers/')) as [string];
    expect(train!.tensors[name]).not.toEqual(inference!.tensors[name]);
  });

  it('leaves what is learned, and no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { arrays, metrics } = await run();
    expect(tf.memory().numTensors).toBe(before);
    expect(arrays['correctionTable']!.shape).toEqual([8, 10]);
    expect(arrays['margins']!.shape).toEqual([10]);
    expect(arrays['sampleWeights']!.data.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
    expect(metrics.at(-1)!.extra['metaLoss']).toSatisfy(Number.isFinite);
  });
});

describe('every option', () => {
  it.each([
    { pseudoLabels: { type: 'relaxed', temperature: 0.5 } },
    { pseudoLabels: { type: 'softmax' } },
    { corrector: { ...quick.corrector, classWise: false } },
    { weakView: 'standard' },
    { mixup: { alpha: 0.5 } },
    { metaOptimizer: { type: 'slmo', skippedStages: 1 } },
    { metaOptimizer: 'finite-difference' },
    { weightNet: 'mw-net' },
    { metaSet: { type: 'low-loss', perClass: 2, losses: 'current' } },
    { metaSet: { type: 'hierarchical', choice: 'random' } },
    { learnedOptimizer: { type: 'sgd' } },
    { metaBatchSize: 8 },
  ])('changes what is trained, and leaves nothing behind: %j', async (options) => {
    const before = tf.memory().numTensors;
    const changed = await run({ epochs: 2, ...options });
    expect(tf.memory().numTensors).toBe(before);
    const reference = await run({ epochs: 2 });
    expect(changed.tensors['parameters/head.kernel']).not.toEqual(reference.tensors['parameters/head.kernel']);
  });

  it('learns a weight net beside the loss', async () => {
    const initial = await run({ epochs: 1, weightNet: 'mw-net' });
    const learned = await run({ epochs: 2, weightNet: 'mw-net' });
    const net = learnedOf(learned.tensors, 'weight net');
    expect(Object.keys(net)).toHaveLength(4);
    expect(net).not.toEqual(learnedOf(initial.tensors, 'weight net'));
  });
});

describe('a run', () => {
  it('goes on after an interruption bit for bit, in warm epochs and later', async () => {
    const whole = await run({ mixup: {} }, resnet);
    for (const interruptAfter of [1, 3]) {
      const resumed = await run({ mixup: {} }, resnet, { interruptAfter });
      expect(resumed.tensors).toEqual(whole.tensors);
      expect(resumed.arrays).toEqual(whole.arrays);
    }
  });

  it('is decided by its seed', async () => {
    const [first, again, other] = [await run(), await run(), await run({}, mlp, { seed: 2 })];
    expect(first.tensors).toEqual(again.tensors);
    expect(first.tensors).not.toEqual(other.tensors);
  });

  it('stops when the loss is no number any more, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const schedule = { type: 'constant', learningRate: 1e30 };
    await expect(run({ schedule, stepwiseWarmup: { epochs: 0 } })).rejects.toThrow(NonFiniteLossError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('mistakes', () => {
  it('says why there is no loss to choose', () => {
    expect(() => build('dynamic-loss', { loss: 'cross-entropy' })).toThrow(/corrected labels are soft/);
  });

  it('says why loss curves cannot be had', () => {
    expect(() => build('dynamic-loss', { weightNet: 'curvenet' }).check?.(mlp)).toThrow(/weightNet.*no probing phase/);
    expect(() => build('dynamic-loss', { metaSet: 'low-loss' }).check?.(mlp)).toThrow(/metaSet.*no probing phase/);
    expect(() => build('dynamic-loss', {}).check?.(mlp)).not.toThrow();
  });

  it('refuses an optimizer whose step is not linear in the gradient', () => {
    expect(() => build('dynamic-loss', { optimizer: { type: 'adam' } }).check?.(mlp)).toThrow(/not linear/);
  });

  it('asks for a meta set where the trusted one is wanted', async () => {
    await expect(run({ metaSet: 'trusted' })).rejects.toThrow(/trusted meta set, and this suite has none/);
  });

  it('knows before it trains that a class is too small', async () => {
    const few = { metaSet: { type: 'hierarchical', randomShare: 0.1, lowLossShare: 0.1 } };
    await expect(run(few)).rejects.toThrow(/cannot be drawn: class \d/);
  });
});
