import { logPriors, type LearningTask, type Method, type NamedArray, type Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import imbalance from '@ballast/plugin-imbalance';
import samplers from '@ballast/plugin-samplers';
import { forward, initializeBackend, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp } from '@ballast/testing';
import { classifierFromArray, givenClassCounts, largest } from '@ballast/training';
import { beforeAll, describe, expect, it } from 'vitest';
import plain from '../src/index.ts';

const network = () => tinyMlp([64, 16, 10]);
const quick = { epochs: 6, batchSize: 16, schedule: { type: 'constant', learningRate: 0.05 } };
const others = [crossEntropy, ...samplers] as readonly Plugin[];
const build = (options: Readonly<Record<string, unknown>> = {}): Method =>
  buildPlugin(plain, { ...quick, ...options }, others);

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  const exponential = (imbalance as readonly Plugin[]).find(({ id }) => id === 'exponential') as Plugin<'imbalance'>;
  task = await digitsTask({ trainLimit: 400, testLimit: 100, imbalance: buildPlugin(exponential, { ratio: 10 }) });
});

describe('post-hoc logit adjustment', () => {
  it('shares its training with plain training of the same settings', () => {
    const [alone, adjusted] = [build(), build({ adjustLogits: {} })];
    expect(adjusted.phases[0]).toMatchObject({ name: 'training', uses: [] });
    expect(adjusted.phases[0]?.settings).toEqual(alone.phases[0]?.settings);
    expect(alone.phases).toHaveLength(1);
    expect(adjusted.phases.map(({ evaluated }) => evaluated)).toEqual([false, true]);
  });

  it('with τ = 0 is plain training, bit for bit', async () => {
    const alone = await runMethod(build(), { task, network });
    const adjusted = await runMethod(build({ adjustLogits: { tau: 0 } }), { task, network });
    expect(adjusted.metrics['post-hoc-adjustment']?.at(-1)?.test).toEqual(alone.metrics['training']?.at(-1)?.test);
  });

  it('predicts argmax (z − τ · ln π), which favours rare classes', async () => {
    const run = await runMethod(build({ adjustLogits: { tau: 2 } }), { task, network });
    const expected = accuracyOf(arrayOf(run, 'training', 'classifier'), 2);
    expect(run.metrics['post-hoc-adjustment']?.at(-1)?.test?.accuracy).toBeCloseTo(expected, 10);
    const [before, after] = ['training', 'post-hoc-adjustment'].map((phase) => run.metrics[phase]!.at(-1)!.test!);
    expect(after!.tail).toBeGreaterThan(before!.tail);
    expect(after!.head).toBeLessThan(before!.head);
  });

  it('goes on after an interruption, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const whole = await runMethod(build({ adjustLogits: {} }), { task, network });
    const resumed = await runMethod(build({ adjustLogits: {} }), { task, network, interruptAfter: 1 });
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(resumed.outputs).toEqual(whole.outputs);
    expect(resumed.metrics['post-hoc-adjustment']).toEqual(whole.metrics['post-hoc-adjustment']);
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** From the stored classifier, by hand. */
function accuracyOf(classifier: NamedArray, tau: number): number {
  const { test, train, classCount } = task;
  const priors = logPriors(givenClassCounts(train, classCount));
  const rows = tf.tidy(() =>
    forward(network(), classifierFromArray(network(), classifier), testImages(), 'inference').logits.arraySync(),
  );
  const hits = rows.filter((row, sample) => {
    const adjusted = row.map((logit, label) => logit - tau * (priors[label] as number));
    return largest(Float32Array.from(adjusted)) === test.givenLabels[sample];
  });
  return hits.length / test.count;
}

/** [N, 64], normalised. */
function testImages() {
  const { indices, normalisation } = task.test;
  const pixels = task.test.pixels as Uint8Array;
  const [mean, deviation] = [normalisation.mean[0] as number, normalisation.standardDeviation[0] as number];
  const rows = Array.from(indices, (image) => Array.from(pixels.subarray(image * 64, (image + 1) * 64)));
  return tf.tensor2d(rows.map((row) => row.map((byte) => (byte - mean) / deviation)));
}
