import type { LearningTask, Method, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { mentorNet } from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const quick = { epochs: 2, batchSize: 16, schedule: { type: 'constant', learningRate: 0.05 } };

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 100, testLimit: 20 });
});

const run = (method: Method) => runMethod(method, { task, network: () => tinyMlp([64, 16, 10]) });
const weighing = (options: object): Method =>
  buildPlugin(mentorNet, { ...quick, burnInShare: 0, dropouts: [], ...options }, others);

describe('mentornet-predefined', () => {
  it('is plain training bit for bit where the threshold is the largest loss of every batch', async () => {
    const { tensors } = await run(weighing({ linearFrom: 1, percentile: 1, movingAverageDecay: 0 }));
    const optimizer = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 2e-4 };
    const baseline = await run(buildPlugin(plain, { ...quick, optimizer }, others));
    for (const [name, values] of Object.entries(baseline.tensors)) expect(tensors[name], name).toEqual(values);
  });

  it.each([
    ['between 0 and 1 in its linear part', 0.5, true],
    ['0 or 1 before it', 1, false],
  ])('has weights %s', async (_, linearFrom, isGraded) => {
    const { data } = arrayOf(await run(weighing({ linearFrom })), 'curriculum', 'sampleWeights');
    expect(data.some((weight) => weight > 0 && weight < 1)).toBe(isGraded);
  });
});
