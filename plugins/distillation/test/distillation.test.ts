import type { LearningTask, Method, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, softmax, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, expectClose, runMethod, tinyMlp } from '@ballast/testing';
import { plainCrossEntropy } from '@ballast/training';
import { beforeAll, describe, expect, it } from 'vitest';
import distillation from '../src/index.ts';
import { distilled } from '../src/softLabels.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const schedule = { type: 'constant', learningRate: 0.05 };
const quick = { epochs: 4, batchSize: 16, schedule };
const teacher = { ...quick, epochs: 20 };
const network = () => tinyMlp([64, 16, 10]);

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  const flip = (noise as readonly Plugin[]).find(({ id }) => id === 'pair-flip') as Plugin<'noise'>;
  task = await digitsTask({ trainLimit: 160, testLimit: 60, metaPerClass: 3, noise: buildPlugin(flip, { rate: 0.4 }) });
});

const build = (options: Readonly<Record<string, unknown>> = {}): Method =>
  buildPlugin(distillation, { ...quick, teacher, ...options }, others);

describe('the loss', () => {
  it('is cross entropy against λ · onehot + (1 − λ) · soft label', () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([1, 2, 3, 0, -1, 4], [2, 3]);
      const soft = [[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]]; // prettier-ignore
      const givenLabels = tf.tensor1d([0, 2], 'int32');
      const inputs = { logits, givenLabels, classCounts: [], epoch: 0, epochs: 1 };
      const found = distilled(plainCrossEntropy, tf.tensor2d(soft), 0.3).perSample(inputs).dataSync();
      const target = [[0.44, 0.35, 0.21], [0.42, 0.07, 0.51]]; // prettier-ignore
      const expected = tf
        .sum(tf.mul(tf.tensor2d(target), tf.log(softmax(logits))), 1)
        .neg()
        .dataSync();
      expectClose([...found], [...expected], 1e-5);
    });
  });
});

describe('distillation', () => {
  it('is plain training bit for bit where the given label counts alone', async () => {
    const found = await runMethod(build({ givenShare: 1 }), { task, network });
    const baseline = await runMethod(buildPlugin(plain, quick, others), { task, network });
    expect(found.tensors).toEqual(baseline.tensors);
  });

  it('makes labels of the teacher that are right more often than the given ones', async () => {
    const run = await runMethod(build(), { task, network });
    const { data } = arrayOf(run, 'student', 'softLabels');
    const { trueLabels, givenLabels, count } = task.train;
    const probability = (position: number, label: number): number => data[position * 10 + label] as number;
    const places = Array.from({ length: count }, (_, position) => position);
    places.forEach((place) => {
      expect([...data.subarray(place * 10, place * 10 + 10)].reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
    });
    const mislabelled = places.filter((place) => trueLabels?.[place] !== givenLabels[place]);
    const believed = mislabelled.filter(
      (place) => probability(place, trueLabels?.[place] ?? 0) > probability(place, givenLabels[place] ?? 0),
    );
    expect(believed.length).toBeGreaterThan(0.7 * mislabelled.length);
    const given = await runMethod(build({ givenShare: 1 }), { task, network });
    expect(run.tensors).not.toEqual(given.tensors);
  });

  it('softens them with the temperature, without another order', async () => {
    const [sharp, soft] = await Promise.all(
      [1, 4].map(
        async (temperature) =>
          arrayOf(await runMethod(build({ epochs: 1, temperature }), { task, network }), 'student', 'softLabels').data,
      ),
    );
    const row = (data: ArrayLike<number> | undefined) => Array.from(data ?? []).slice(0, 10);
    const largest = (values: readonly number[]) => values.indexOf(Math.max(...values));
    expect(largest(row(soft))).toBe(largest(row(sharp)));
    const powers = row(sharp).map((value) => value ** 0.25);
    const total = powers.reduce((sum, value) => sum + value, 0);
    expectClose(row(soft), powers.map((value) => value / total), 1e-3); // prettier-ignore
  });

  it.each([['meta'], ['train'], ['train+meta']])(
    'with a teacher of %s goes on from a checkpoint bit for bit, and leaves no tensor behind',
    async (teacherSet) => {
      const options = { teacherSet, trainOn: 'train+meta', teacher: quick };
      const before = tf.memory().numTensors;
      const whole = await runMethod(build(options), { task, network });
      const resumed = await runMethod(build(options), { task, network, interruptAfter: 2 });
      expect(resumed.tensors).toEqual(whole.tensors);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('asks for trusted samples where the teacher or the student is to see them', async () => {
    const untrusted = await digitsTask({ trainLimit: 60, testLimit: 20, metaPerClass: 0 });
    await expect(runMethod(build(), { task: untrusted, network })).rejects.toThrow(
      /distillation learns from a trusted/,
    );
    expect(build({ teacherSet: 'train' }).usesMetaSet).toBe(false);
    expect(build().usesMetaSet).toBe(true);
  });
});
