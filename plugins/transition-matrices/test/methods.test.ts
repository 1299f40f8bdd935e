import type { LearningTask, Method, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, recordedForms, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, expectClose, runMethod, tinyMlp } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { forwardCorrection, glc, lccn, sAdaptation } from '../src/index.ts';

const network = () => tinyMlp([64, 16, 10]);
const schedule = { type: 'constant', learningRate: 0.05 };
const quick = { epochs: 4, batchSize: 16, schedule };
const pretraining = { ...quick, epochs: 6 };

const methods: readonly (readonly [string, () => Method])[] = [
  ['forward-correction', () => buildPlugin(forwardCorrection, { ...quick, pretraining })],
  [
    's-adaptation',
    () => buildPlugin(sAdaptation, { ...quick, pretraining, fixedEpochs: 2, fixedSchedule: schedule, epochs: 4 }),
  ],
  ['lccn', () => buildPlugin(lccn, { ...quick, pretraining, fixedEpochs: 1, refreshEvery: 2 })],
  ['glc', () => buildPlugin(glc, { ...quick, pretraining })],
];

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  const flip = (noise as readonly Plugin[]).find(({ id }) => id === 'pair-flip') as Plugin<'noise'>;
  task = await digitsTask({ trainLimit: 200, testLimit: 60, noise: buildPlugin(flip, { rate: 0.3 }) });
});

describe.each(methods)('%s', (_, build) => {
  it('goes on from a checkpoint bit for bit, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const whole = await runMethod(build(), { task, network });
    const resumed = await runMethod(build(), { task, network, interruptAfter: 2 });
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('forward correction', () => {
  it('shares its pretraining with every method of the family that has the same settings', () => {
    const [first, second] = [forwardCorrection, lccn].map((plugin) => buildPlugin<'method'>(plugin, { pretraining }));
    expect(first?.phases[0]).toMatchObject({ name: 'pretraining' });
    expect(first?.phases[0]?.settings).toEqual(second?.phases[0]?.settings);
  });
});

describe('S-adaptation', () => {
  it('moves its transition matrix away from the estimate', async () => {
    const run = await runMethod(methods[1]?.[1]() as Method, { task, network });
    const rows = run.tensors['parameters/transition.rows'] as readonly number[];
    expect(rows).toHaveLength(100);
    const still = await runMethod(
      buildPlugin(sAdaptation, {
        ...quick,
        pretraining,
        fixedEpochs: 2,
        fixedSchedule: schedule,
        schedule: { type: 'constant', learningRate: 1e-9 },
      }),
      { task, network },
    );
    const moved = rows.map((value, index) =>
      Math.abs(value - (still.tensors['parameters/transition.rows']?.[index] as number)),
    );
    expect(Math.max(...moved)).toBeGreaterThan(1e-3);
  });
});

it.each([
  ['lccn', lccn],
  ['glc', glc],
])('%s records no more forms of its step where the rate falls from epoch to epoch', async (_, plugin) => {
  const recordedWith = async (rates: unknown): Promise<number> => {
    const before = recordedForms();
    await runMethod(buildPlugin<'method'>(plugin, { ...quick, pretraining, schedule: rates }), { task, network });
    return recordedForms() - before;
  };
  expect(await recordedWith({ type: 'cosine', learningRate: 0.05 })).toBe(await recordedWith(schedule));
});

describe('LCCN', () => {
  it('draws with the estimate for so many epochs, or below 1 for that fraction of them', async () => {
    const lossesOf = async (fixedEpochs: number) => {
      const method = buildPlugin<'method'>(lccn, { ...quick, pretraining, fixedEpochs, refreshEvery: 2 });
      return (await runMethod(method, { task, network })).metrics['latent-labels']?.map(({ train }) => train.loss);
    };
    const half = await lossesOf(0.5);
    expect(half).toEqual(await lossesOf(2));
    expect(half).not.toEqual(await lossesOf(1));
  });
});

describe('GLC', () => {
  it('has a row of T for each class that sums to 1, and asks for trusted samples', async () => {
    const run = await runMethod(methods[3]?.[1]() as Method, { task, network });
    const { data } = arrayOf(run, 'gold-and-silver', 'transition');
    const sums = Array.from({ length: 10 }, (_, row) =>
      Array.from(data.subarray(row * 10, row * 10 + 10)).reduce((sum, value) => sum + value, 0),
    );
    expectClose(sums, Array.from({ length: 10 }, () => 1), 1e-5); // prettier-ignore
    const untrusted = await digitsTask({ trainLimit: 60, testLimit: 20, metaPerClass: 0 });
    await expect(runMethod(methods[3]?.[1]() as Method, { task: untrusted, network })).rejects.toThrow(
      /glc learns from a trusted meta set/,
    );
  });
});

describe('the family', () => {
  it('begins with what plain training does, bit for bit', async () => {
    const all = [crossEntropy, ...samplers] as readonly Plugin[];
    const sgd = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 };
    const baseline = buildPlugin(plain, { ...pretraining, optimizer: sgd }, all);
    const expected = (await runMethod(baseline, { task, network })).metrics['training'];
    const found = (await runMethod(methods[0]?.[1]() as Method, { task, network })).metrics['pretraining'];
    expect(found?.map(({ test }) => test)).toEqual(expected?.map(({ test }) => test));
  });
});
