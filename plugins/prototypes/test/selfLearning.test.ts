import type { LearningTask, Method, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp, tinyResNet } from '@ballast/testing';
import { plainCrossEntropy } from '@ballast/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { selfLearning } from '../src/index.ts';
import { doublyLabelled } from '../src/selfLearning/selfLearningLoop.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const quick = { epochs: 4, batchSize: 16, schedule: { type: 'constant', learningRate: 0.05 } };
const network = () => tinyMlp([64, 16, 10]);

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await mislabelledDigits(240);
});

function mislabelledDigits(trainLimit: number): Promise<LearningTask> {
  const flip = (noise as readonly Plugin[]).find(({ id }) => id === 'pair-flip') as Plugin<'noise'>;
  return digitsTask({ trainLimit, testLimit: 60, metaPerClass: 0, noise: buildPlugin(flip, { rate: 0.3 }) });
}

const build = (options: Readonly<Record<string, unknown>> = {}): Method =>
  buildPlugin(selfLearning, { ...quick, ...options }, others);

describe('the loss', () => {
  it('is the mean of two losses, weighted by α', () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([1, 2, 3, 0, -1, 4], [2, 3]);
      const [given, corrected] = [tf.tensor1d([0, 2], 'int32'), tf.tensor1d([2, 1], 'int32')];
      const inputs = { logits, givenLabels: given, classCounts: [], epoch: 0, epochs: 1 };
      const found = doublyLabelled(plainCrossEntropy, corrected, tf.scalar(0.25)).perSample(inputs).dataSync();
      const [own, other] = [given, corrected].map((labels) => softmaxCrossEntropy(logits, labels).dataSync());
      found.forEach((value, index) => {
        expect(value).toBeCloseTo(0.75 * (own?.[index] ?? 0) + 0.25 * (other?.[index] ?? 0), 5);
      });
    });
  });
});

describe('self-learning', () => {
  it.each([
    ['while no label is corrected', { correctFrom: 1 }],
    ['where the corrected labels count for nothing', { correctFrom: 0.5, correctedShare: 0 }],
  ])('is plain training bit for bit %s', async (_, neutral) => {
    const found = await runMethod(build(neutral), { task, network });
    const baseline = await runMethod(buildPlugin(plain, quick, others), { task, network });
    expect(found.tensors).toEqual(baseline.tensors);
  });

  it('is not plain training where they count', async () => {
    const found = await runMethod(build({ correctFrom: 0.5 }), { task, network });
    const without = await runMethod(build({ correctFrom: 1 }), { task, network });
    expect(found.tensors).not.toEqual(without.tensors);
  });

  it('corrects more labels to the truth than away from it', async () => {
    const wide = () => tinyMlp([64, 64, 10]);
    const large = await mislabelledDigits(700);
    const run = await runMethod(build({ epochs: 10, correctFrom: 0.5 }), { task: large, network: wide });
    const corrected = arrayOf(run, 'self-learning', 'correctedLabels').data;
    const { givenLabels, trueLabels } = large.train;
    const wrong = (labels: ArrayLike<number>): number =>
      (trueLabels as Int32Array).filter((label, position) => label !== labels[position]).length;
    expect(wrong(givenLabels)).toBeGreaterThan(50);
    expect(wrong(corrected)).toBeLessThan(0.9 * wrong(givenLabels));
    expect(run.metrics['self-learning']?.at(-1)?.extra['changedShare']).toBeGreaterThan(0.1);
  });

  it('goes on from a checkpoint bit for bit, and leaves no tensor behind', async () => {
    const resnet = () => tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 });
    const options = { correctFrom: 0.25, sampledPerClass: 10 };
    const before = tf.memory().numTensors;
    const whole = await runMethod(build(options), { task, network: resnet });
    const resumed = await runMethod(build(options), { task, network: resnet, interruptAfter: 2 });
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(resumed.outputs).toEqual(whole.outputs);
    expect(tf.memory().numTensors).toBe(before);
  });
});
