import { effectiveNumberWeights, type LearningTask } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { givenClassCounts } from '@ballast/training';
import { expectClose, runMethod, tinyMlp } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { deferredReweighting, withClassWeights } from '../src/deferredReweighting.ts';
import { build, digitsTask } from './rig.ts';

const schedule = { type: 'constant', learningRate: 0.05 };
const quick = { epochs: 4, batchSize: 16, schedule, freezeWeightsFrom: 0.25 };
const mlp = tinyMlp([64, 16, 10]);

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 150, testLimit: 40, corrupt: true });
});

const run = (options: Record<string, unknown>, interruptAfter?: number) =>
  runMethod(build('meta-reweighting', { ...quick, weightNet: 'mw-net', ...options }), { task, network: () => mlp, interruptAfter }); // prettier-ignore

describe('the class weights', () => {
  it('are those of the effective numbers of the given or of the true classes', () => {
    const counted = (counts: 'given' | 'true') =>
      deferredReweighting({ from: 0.5, beta: 0.99, counts }, task, 8).classWeights;
    const given = givenClassCounts(task.train, 10);
    const known = givenClassCounts({ ...task.train, givenLabels: task.train.trueLabels as Int32Array }, 10);
    expect(given).not.toEqual(known);
    expect(counted('given')).toEqual(effectiveNumberWeights(given, 0.99));
    expect(counted('true')).toEqual(effectiveNumberWeights(known, 0.99));
  });

  it('multiply the learned ones from the first epoch on', () => {
    tf.tidy(() => {
      const deferred = { first: 2, classWeights: [0.5, 1.5] };
      const weights = (epoch: number) =>
        withClassWeights(tf.tensor1d([1, 1, 2]), tf.tensor1d([0, 1, 1], 'int32'), deferred, epoch);
      expectClose(weights(1), [1, 1, 2], 0);
      expectClose(weights(2), [0.5, 1.5, 3], 0);
    });
  });

  it('say that nobody knows the truth', () => {
    const unknown = { ...task, train: { ...task.train, trueLabels: undefined } };
    expect(() => deferredReweighting({ from: 1, beta: 0.9, counts: 'true' }, unknown, 4)).toThrow(/counts: given/);
  });
});

describe('deferred re-weighting', () => {
  it('is an oracle with true counts alone', () => {
    const oracle = (options?: Record<string, unknown>) =>
      build('meta-reweighting', { weightNet: 'mw-net', ...(options && { deferredReweighting: options }) }).knowsTruth;
    expect([oracle(), oracle({}), oracle({ counts: 'given' })]).toEqual([false, false, false]);
    expect([oracle({ counts: 'true' }), oracle({ counts: true })]).toEqual([true, true]);
  });

  it('changes nothing before it begins, and the classifier from then on', async () => {
    const plain = await run({});
    const late = await run({ deferredReweighting: { from: 4 } });
    const half = await run({ deferredReweighting: { from: 0.5 } });
    const losses = ({ metrics }: typeof plain) => metrics['allocating']?.map(({ train }) => train) ?? [];
    expect(late.tensors).toEqual(plain.tensors);
    expect(losses(half).slice(0, 2)).toEqual(losses(plain).slice(0, 2));
    expect(half.tensors['parameters/head.kernel']).not.toEqual(plain.tensors['parameters/head.kernel']);
  });

  it('goes on from a checkpoint bit for bit, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const options = { deferredReweighting: { from: 0.5, counts: 'true' } };
    expect((await run(options, 3)).tensors).toEqual((await run(options)).tensors);
    expect(tf.memory().numTensors).toBe(before);
  });
});
