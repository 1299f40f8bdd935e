import {
  createRandom,
  type LearningTask,
  type LossCurves,
  type Method,
  type Network,
  type Plugin,
} from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import metaReweighting from '@ballast/plugin-meta-reweighting';
import noises from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp, tinyResNet } from '@ballast/testing';
import { selectSamples } from '@ballast/training';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import o2uNet from '../src/index.ts';
import { keptSamples } from '../src/keptSamples.ts';

const mlp = tinyMlp([64, 16, 10]);
const resnet = tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 });
const quick = { epochs: 3, batchSize: 16, schedule: { type: 'constant', learningRate: 0.05 } };
const probing = {
  epochs: 6,
  batchSizes: [{ from: 0, batchSize: 16 }],
  schedule: { type: 'saw-tooth', high: 0.05, low: 0.005, period: 3 },
};
const others = [crossEntropy, curvenet, ...metaOptimizers, ...samplers] as readonly Plugin[];
const pairFlip = (noises as readonly Plugin[]).find(({ id }) => id === 'pair-flip') as Plugin<'noise'>;
const noise = buildPlugin(pairFlip, { rate: 0.3 });

const build = (options: Readonly<Record<string, unknown>> = {}): Method =>
  buildPlugin(o2uNet, { ...quick, pretraining: quick, probing, ...options }, others);

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 300, testLimit: 60, noise });
});

const run = (method: Method, network: Network = mlp, interruptAfter?: number) =>
  runMethod(method, { task, network: () => network, interruptAfter });

/** The share of wrong labels among the samples that are kept, and among all. */
function wrongShares(weights: ArrayLike<number>): { readonly kept: number; readonly all: number } {
  const { givenLabels, trueLabels } = task.train;
  const wrong = Array.from(givenLabels, (label, at) => label !== trueLabels?.[at]);
  const share = (of: readonly boolean[]): number => of.filter(Boolean).length / of.length;
  return { kept: share(wrong.filter((_, at) => weights[at] === 1)), all: share(wrong) };
}

describe('kept samples', () => {
  it('are those with the lowest losses, as many as the rate leaves', () => {
    expect([...keptSamples(Float32Array.of(3, -1, 2, 0, 9), 0.4)]).toEqual([1, 2, 3]);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 19 }), (seed, wrong) => {
        const random = createRandom(seed);
        const losses = Float32Array.from({ length: 20 }, () => random.normal());
        const kept = keptSamples(losses, wrong / 20);
        const dropped = Array.from(losses.keys()).filter((at) => !kept.includes(at));
        expect(dropped).toHaveLength(wrong);
        const highestKept = Math.max(...Array.from(kept, (at) => losses[at] as number));
        for (const at of dropped) expect(losses[at]).toBeGreaterThanOrEqual(highestKept);
      }),
    );
  });
});

describe('o2u-net', () => {
  it('drops as many samples as there are wrong labels, and mostly those', async () => {
    const method = build({ probing: { ...probing, epochs: 9 } });
    expect(method).toMatchObject({ knowsTruth: true, usesMetaSet: false });
    const { data } = arrayOf(await run(method), 'cleaned', 'sampleWeights');
    const { kept, all } = wrongShares(data);
    expect(data.filter((weight) => weight === 0)).toHaveLength(Math.round(all * task.train.count));
    // Dropping at random leaves `all`, with a standard deviation of 0.017.
    expect(kept).toBeLessThan(all - 3 * 0.017);
  });

  it('does without the truth by an estimate, or by the number that is given', async () => {
    const estimating = build({ noiseRate: 'estimated' });
    expect(estimating.knowsTruth).toBe(false);
    const { kept, all } = wrongShares(arrayOf(await run(estimating), 'cleaned', 'sampleWeights').data);
    expect(kept).toBeLessThan(all);
    const expecting = build({ noiseRate: 0.5 });
    expect(expecting.knowsTruth).toBe(false);
    const { data } = arrayOf(await run(expecting), 'cleaned', 'sampleWeights');
    expect(data.filter((weight) => weight === 1)).toHaveLength(Math.floor(task.train.count / 2));
  });

  it('counts losses from an epoch on, and trains as if the samples that it drops were not there', async () => {
    const last = probing.epochs - 1;
    const found = await run(build({ pretraining: null, startFrom: 'fresh', noiseRate: 0.3, countedFrom: last }));
    const curves = found.outputs['probing']?.lossCurves as LossCurves;
    const losses = curves.block(0, curves.sampleCount).filter((_, at) => at % curves.length === last);
    const kept = keptSamples(losses, 0.3);
    const { data } = arrayOf(found, 'cleaned', 'sampleWeights');
    expect([...data.keys()].filter((at) => data[at] === 1)).toEqual([...kept]);
    const optimizer = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 };
    const remaining = { ...task, train: selectSamples(task.train, kept, 'kept') };
    const baseline = buildPlugin(plain, { ...quick, optimizer }, others);
    const alone = await runMethod(baseline, { task: remaining, network: () => mlp });
    expect(found.tensors).toEqual(alone.tensors);
  });

  it.each([
    ['MLP', mlp],
    ['ResNet with batch norm', resnet],
  ])('is plain training bit for bit where it drops nothing and begins fresh (%s)', async (_, network) => {
    const neutral = build({ pretraining: null, startFrom: 'fresh', noiseRate: 0 });
    const optimizer = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 };
    const baseline = await run(buildPlugin(plain, { ...quick, optimizer }, others), network);
    expect((await run(neutral, network)).tensors).toEqual(baseline.tensors);
  });

  it('goes on from the pretrained weights, unless it is to begin fresh', async () => {
    const still = { schedule: { type: 'constant', learningRate: 1e-12 }, epochs: 1 };
    const first = async (options: object) =>
      (await run(build({ ...still, ...options }))).metrics['cleaned']?.[0]?.train;
    const pretrained = await first({});
    const fresh = await first({ startFrom: 'fresh' });
    expect(pretrained?.loss).toBeLessThan((fresh?.loss ?? NaN) - 0.3);
  });

  it('goes on from a checkpoint bit for bit, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const whole = await run(build(), resnet);
    const resumed = await run(build(), resnet, 2);
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(resumed.outputs).toEqual(whole.outputs);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('shares CurveNet’s probing, where the settings agree', () => {
    const shared = { ...probing, optimizer: { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 } };
    const curveNet = buildPlugin(metaReweighting, { weightNet: 'curvenet', probing: shared }, others);
    const own = build({ pretraining: null, startFrom: 'fresh', probing: shared });
    const told = ({ name, settings, uses }: Method['phases'][number]) => ({ name, settings, uses });
    expect(own.phases.slice(0, 1).map(told)).toEqual(curveNet.phases.slice(0, 1).map(told));
    expect(build().phases.map(({ name, uses }) => [name, uses])).toEqual([
      ['pretraining', []],
      ['probing', ['pretraining']],
      ['cleaned', ['pretraining', 'probing']],
    ]);
  });

  it('refuses to go on from a pretraining that there is not', () => {
    expect(() => build({ pretraining: null })).toThrow(/say `startFrom: fresh`/);
  });

  it('refuses to count no epoch of the probing, before anything runs', () => {
    expect(() => build({ countedFrom: probing.epochs })).toThrow(/countedFrom[^]*no epoch of the probing is left/);
    expect(() => build({ countedFrom: probing.epochs - 1 })).not.toThrow();
  });
});
