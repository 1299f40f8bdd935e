import { NonFiniteLossError, type LearningTask, type Network } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { arrayOf, runMethod, tinyMlp, tinyResNet } from '@ballast/testing';
import { batchSizeAt } from '@ballast/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, digitsTask, probedLosses } from './rig.ts';

const mlp = tinyMlp([64, 16, 10]);
const resnet = tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 });
const schedule = { type: 'constant', learningRate: 0.05 };
const quick = { epochs: 4, batchSize: 16, metaBatchSize: 16, schedule };
const probing = { epochs: 8, batchSizes: [{ from: 0, batchSize: 32 }, { from: 3, batchSize: 16 }], schedule }; // prettier-ignore

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 120, testLimit: 50 });
});

const run = (options: Record<string, unknown>, network: Network = mlp, on = task) =>
  runMethod(build('meta-reweighting', { ...quick, ...options }), { task: on, network: () => network });

describe('the phases of meta-reweighting', () => {
  it('are one for a weight net that looks at losses', () => {
    const { phases, usesMetaSet } = build('meta-reweighting', { weightNet: 'mw-net' });
    expect(phases.map(({ name, uses, evaluated }) => ({ name, uses, evaluated }))).toEqual([
      { name: 'allocating', uses: [], evaluated: true },
    ]);
    expect(usesMetaSet).toBe(true);
  });

  it('begin with a probing for a weight net that looks at loss curves', () => {
    const { phases } = build('meta-reweighting', { weightNet: 'curvenet' });
    expect(phases.map(({ name, uses, evaluated }) => ({ name, uses, evaluated }))).toEqual([
      { name: 'probing', uses: [], evaluated: false },
      { name: 'allocating', uses: ['probing'], evaluated: true },
    ]);
  });

  it('share one probing, whatever else differs', () => {
    const settings = (options: Record<string, unknown>) =>
      build('meta-reweighting', { weightNet: 'curvenet', probing, ...options }).phases[0]?.settings;
    const slmo = { metaOptimizer: { type: 'slmo', skippedStages: 1 }, loss: 'focal', epochs: 7, batchSize: 3 };
    expect(settings(slmo)).toEqual(settings({ weightNet: { type: 'curvenet', embeddingSize: 7, removedStart: 1 } }));
  });

  it('keep the settings of the probing out of those of the allocating', () => {
    const [, allocating] = build('meta-reweighting', { weightNet: 'curvenet' }).phases;
    expect(allocating?.settings).not.toHaveProperty('probing');
    expect(allocating?.settings).toMatchObject({ weightNet: { type: 'curvenet', removedStart: 5 }, epochs: 200 });
  });

  it('change the batch size of the probing where they are told to', () => {
    expect([0, 2, 3, 7].map((epoch) => batchSizeAt(probing.batchSizes, epoch))).toEqual([32, 32, 16, 16]);
  });
});

describe('mistakes', () => {
  it('names the stages of the network when too many are skipped', () => {
    const method = build('meta-reweighting', {
      weightNet: 'mw-net',
      metaOptimizer: { type: 'slmo', skippedStages: 3 },
    });
    expect(() => method.check?.(tinyMlp([64, 64, 64, 10]))).toThrow(/has 3 \(layer1, layer2, head\)/);
    expect(() => method.check?.(resnet)).not.toThrow();
  });

  it('knows before anything is computed that a probing is too short for what is made of it', () => {
    const probed = (options: object) => build('meta-reweighting', { probing: { ...probing, epochs: 6 }, ...options });
    expect(() => probed({ weightNet: 'curvenet' }).check?.(mlp)).toThrow(/have 6 epochs, and none is left/);
    expect(() => probed({ weightNet: { type: 'curvenet', removedStart: 4 } }).check?.(mlp)).not.toThrow();
    const pseudo = { weightNet: 'mw-net', metaSet: { type: 'low-loss', removedStart: 6 } };
    expect(() => probed(pseudo).check?.(mlp)).toThrow(/have 6 epochs, and none is left/);
    expect(() => probed({ weightNet: 'mw-net' }).check?.(mlp)).not.toThrow();
  });

  it('refuses an inner optimizer that is not linear in the gradient', () => {
    for (const options of [{ optimizer: { type: 'adam' } }, { innerOptimizer: { type: 'adam' } }]) {
      const method = build('meta-reweighting', { weightNet: 'mw-net', ...options });
      expect(() => method.check?.(mlp)).toThrow(/not linear/);
    }
    const outer = { optimizer: { type: 'adam' }, innerOptimizer: { type: 'sgd', momentum: 0 } };
    expect(() => build('meta-reweighting', { weightNet: 'mw-net', ...outer }).check?.(mlp)).not.toThrow();
  });

  it('asks for a meta set', async () => {
    const meta = { ...task.meta, count: 0, indices: new Int32Array(0), givenLabels: new Int32Array(0) };
    await expect(run({ weightNet: 'mw-net' }, mlp, { ...task, meta })).rejects.toThrow(/trusted meta set/);
  });

  it('asks for ascending epochs of the batch sizes, from 0 on', () => {
    const wrong = { ...probing, batchSizes: [{ from: 2, batchSize: 8 }] };
    expect(() => build('meta-reweighting', { weightNet: 'curvenet', probing: wrong })).toThrow(/begin at epoch 0/);
  });
});

describe('the neutral setting, every weight 1', () => {
  it.each([
    ['MLP', mlp],
    ['ResNet with batch norm', resnet],
  ])('is plain training bit for bit: parameters, running statistics, momentum (%s)', async (_name, network) => {
    const optimizer = { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 };
    const shared = { epochs: 2, batchSize: 16, schedule, optimizer };
    const neutral = await run({ ...shared, weightNet: 'equal' }, network);
    const baseline = await runMethod(build('plain', shared), { task, network: () => network });
    const classifier = Object.keys(neutral.tensors).filter((name) => !name.startsWith('learned'));
    expect(classifier.sort()).toEqual(Object.keys(baseline.tensors).sort());
    for (const name of classifier) expect(neutral.tensors[name], name).toEqual(baseline.tensors[name]);
    const results = ({ train, test }: (typeof neutral.metrics)[string][number]) => ({ train, test });
    expect(neutral.metrics['allocating']?.map(results)).toEqual(baseline.metrics['training']?.map(results));
  });

  it.each(['none', 'batch-sum'])('stays neutral when weights are normalised: %s', async (normaliseWeights) => {
    const { tensors } = await run({ weightNet: 'equal', normaliseWeights });
    const reference = await run({ weightNet: 'equal' });
    expect(tensors).toEqual(reference.tensors);
  });
});

describe('learning weights', () => {
  it('records one weight a sample, the meta loss and the mean weight, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const result = await run({ weightNet: 'mw-net' });
    expect(tf.memory().numTensors).toBe(before);
    const weights = arrayOf(result, 'allocating', 'sampleWeights');
    expect(weights.shape).toEqual([task.train.count]);
    expect(weights.data.every((weight) => weight > 0 && weight < 1)).toBe(true);
    const mean = Array.from(weights.data).reduce((sum, weight) => sum + weight, 0) / task.train.count;
    const last = result.metrics['allocating']?.at(-1);
    expect(last?.extra['meanWeight']).toBeCloseTo(mean, 6);
    expect(last?.extra['metaLoss']).toSatisfy(Number.isFinite);
  });

  it('freezes every weight, and the weight net, from the given fraction of the epochs on', async () => {
    const whole = await run({ weightNet: 'mw-net', freezeWeightsFrom: 0.5 });
    const meanWeights = whole.metrics['allocating']?.map(({ extra }) => extra['meanWeight']) ?? [];
    expect(meanWeights[1]).not.toBe(meanWeights[0]);
    expect(meanWeights.slice(2)).toEqual([meanWeights[1], meanWeights[1]]);
    const extras = whole.metrics['allocating']?.map(({ extra }) => 'metaLoss' in extra);
    expect(extras).toEqual([true, true, false, false]);
  });

  it('trains with the stored weights once they are frozen: from the start, that is plain training', async () => {
    const frozen = await run({ weightNet: 'mw-net', freezeWeightsFrom: 0 });
    const baseline = await run({ weightNet: 'equal' });
    expect(frozen.tensors['parameters/head.kernel']).toEqual(baseline.tensors['parameters/head.kernel']);
    expect(new Set(arrayOf(frozen, 'allocating', 'sampleWeights').data)).toEqual(new Set([1]));
  });

  it('takes the loss curves of the probing, which fall', async () => {
    const result = await run({ weightNet: { type: 'curvenet', removedStart: 1 }, probing });
    const data = probedLosses(result);
    expect(data).toHaveLength(task.train.count * 8);
    const meanAt = (epoch: number) =>
      Array.from({ length: task.train.count }, (_, sample) => data[sample * 8 + epoch] ?? NaN).reduce((a, b) => a + b) / task.train.count; // prettier-ignore
    expect(meanAt(7)).toBeLessThan(0.7 * meanAt(0));
    expect(meanAt(7)).toBeCloseTo(result.metrics['probing']?.at(-1)?.train.loss ?? NaN, 5);
    expect(
      arrayOf(result, 'allocating', 'sampleWeights').data.every((weight) => weight >= 0.02 && weight <= 1.02),
    ).toBe(true);
  });

  it('stops when the loss is no number any more, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const diverging = { type: 'constant', learningRate: 1e30 };
    await expect(run({ weightNet: 'mw-net', schedule: diverging })).rejects.toThrow(NonFiniteLossError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('goes on after an interruption bit for bit, before and after the weights are frozen', async () => {
    const options = { ...quick, weightNet: { type: 'curvenet', removedStart: 1 }, probing, freezeWeightsFrom: 0.5 };
    const of = (interruptAfter?: number) =>
      runMethod(build('meta-reweighting', options), {
        task,
        network: () => resnet,
        ...(interruptAfter !== undefined && { interruptAfter }),
      });
    const whole = await of();
    const learned = ({ metrics }: typeof whole) =>
      Object.values(metrics).map((lines) =>
        lines.map(({ epoch, train, test, extra }) => ({ epoch, train, test, extra })),
      );
    for (const interruptAfter of [1, 3]) {
      const resumed = await of(interruptAfter);
      expect(resumed.tensors).toEqual(whole.tensors);
      expect(resumed.outputs).toEqual(whole.outputs);
      expect(learned(resumed)).toEqual(learned(whole));
    }
  });

  it('gives the same result for the same seed, and another for another', async () => {
    const method = () => build('meta-reweighting', { ...quick, weightNet: 'mw-net' });
    const of = (seed: number) => runMethod(method(), { task, network: () => mlp, seed });
    const [first, again, other] = [await of(1), await of(1), await of(2)];
    expect(first.tensors).toEqual(again.tensors);
    expect(first.tensors).not.toEqual(other.tensors);
  });
});
