import type { LearningTask } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { arrayOf, runMethod, tinyMlp } from '@ballast/testing';
import { givenClassCounts } from '@ballast/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, digitsTask, probedLosses } from './rig.ts';

const mlp = tinyMlp([64, 16, 10]);
const schedule = { type: 'constant', learningRate: 0.05 };
const quick = { epochs: 4, batchSize: 16, metaBatchSize: 16, schedule };
const probing = { epochs: 8, batchSizes: [{ from: 0, batchSize: 32 }], schedule };

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 120, testLimit: 50 });
});

const run = (options: Record<string, unknown>, on = task) =>
  runMethod(build('meta-reweighting', { ...quick, ...options }), { task: on, network: () => mlp });

describe('a meta set drawn from the noisy data', () => {
  const drawn = { weightNet: 'mw-net', metaSet: 'hierarchical', warmEpochs: 1 };

  it('needs no trusted one, and is not trained on in its epoch', async () => {
    const noMeta = await digitsTask({ trainLimit: 200, testLimit: 50, metaPerClass: 0 });
    expect(build('meta-reweighting', drawn).usesMetaSet).toBe(false);
    const before = tf.memory().numTensors;
    const result = await run({ ...drawn, epochs: 2 }, noMeta);
    expect(tf.memory().numTensors).toBe(before);
    // In the only epoch that weighs, a quarter of the smallest class is drawn of each class, and keeps the weight 1.
    const smallest = Math.min(...givenClassCounts(noMeta.train, 10));
    const weights = arrayOf(result, 'allocating', 'sampleWeights').data;
    expect(weights.filter((weight) => weight === 1)).toHaveLength(10 * Math.trunc(smallest / 4));
    expect(result.metrics['allocating']?.map(({ extra }) => 'metaLoss' in extra)).toEqual([false, true]);
  });

  it('goes by the probing where it asks for loss curves', async () => {
    const lowLoss = { weightNet: 'mw-net', metaSet: { type: 'low-loss', perClass: 2, removedStart: 1 } };
    expect(build('meta-reweighting', lowLoss).phases.map(({ name }) => name)).toEqual(['probing', 'allocating']);
    const result = await run({ ...lowLoss, probing, epochs: 1 });
    const data = probedLosses(result);
    const weights = arrayOf(result, 'allocating', 'sampleWeights').data;
    const meanLoss = (sample: number) => data.subarray(sample * 8 + 1, sample * 8 + 8).reduce((a, b) => a + b) / 7;
    for (let label = 0; label < 10; label++) {
      const places = [...task.train.givenLabels.keys()].filter((at) => task.train.givenLabels[at] === label);
      const lowest = places.sort((a, b) => meanLoss(a) - meanLoss(b)).slice(0, 2);
      expect(places.filter((at) => weights[at] === 1).sort()).toEqual(lowest.sort());
    }
  });

  it('is drawn again after an interruption as it was', async () => {
    const options = { ...quick, ...drawn };
    const of = (interruptAfter?: number) =>
      runMethod(build('meta-reweighting', options), {
        task,
        network: () => mlp,
        ...(interruptAfter !== undefined && { interruptAfter }),
      });
    const whole = await of();
    expect((await of(2)).tensors).toEqual(whole.tensors);
  });
});
