import type { LearningTask, Method, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import cleanNet from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const quick = { epochs: 4, batchSize: 32, schedule: { type: 'constant', learningRate: 0.05 } };
const pretraining = { ...quick, epochs: 8 };
const verification = { epochs: 2, references: { perClass: 8 }, embedding: { size: 16, hiddenSize: 16 } };
const learned = { ...verification, epochs: 12, schedule: { type: 'constant', learningRate: 0.1 } };
const network = () => tinyMlp([64, 32, 10]);

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  const flip = (noise as readonly Plugin[]).find(({ id }) => id === 'flip2') as Plugin<'noise'>;
  task = await digitsTask({ trainLimit: 400, testLimit: 60, metaPerClass: 8, noise: buildPlugin(flip, { rate: 0.4 }) });
});

const build = (options: Readonly<Record<string, unknown>> = {}): Method =>
  buildPlugin(cleanNet, { ...quick, pretraining, verification, ...options }, others);

describe('cleannet', () => {
  it('is plain training bit for bit where every sample passes, from fresh weights', async () => {
    const neutral = { startFrom: 'fresh', weighting: 'hard', threshold: -1 };
    const found = await runMethod(build(neutral), { task, network });
    const baseline = await runMethod(buildPlugin(plain, quick, others), { task, network });
    expect(found.tensors).toEqual(baseline.tensors);
    const weighed = await runMethod(build({ startFrom: 'fresh' }), { task, network });
    expect(weighed.tensors).not.toEqual(baseline.tensors);
  });

  it('finds samples with right labels more similar to their class than those with wrong ones', async () => {
    const run = await runMethod(build({ epochs: 1, verification: learned }), { task, network });
    const { data } = arrayOf(run, 'verification', 'similarities');
    const { givenLabels, trueLabels } = task.train;
    const isRight = Array.from(givenLabels, (label, at) => label === trueLabels?.[at]);
    const [right, wrong] = [true, false].map((which) => [...data].filter((_, at) => isRight[at] === which));
    // The probability that a right one is more similar than a wrong one: half where the similarity says nothing.
    const pairs = (right ?? []).flatMap((a) => (wrong ?? []).map((b) => (a > b ? 1 : 0)));
    expect(pairs.reduce<number>((sum, value) => sum + value, 0) / pairs.length).toBeGreaterThan(0.8);
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(arrayOf(run, 'weighted', 'sampleWeights').data).toEqual(data.map((cosine) => Math.max(0, cosine)));
  });

  it('goes on from the pretrained classifier unless it is to begin anew', async () => {
    const [pretrained, fresh] = await Promise.all(
      ['pretrained', 'fresh'].map((startFrom) => runMethod(build({ startFrom, epochs: 1 }), { task, network })),
    );
    const loss = (run: typeof fresh) => run?.metrics['weighted']?.[0]?.train.loss ?? Number.NaN;
    expect(loss(pretrained)).toBeLessThan(loss(fresh));
  });

  it('asks for trusted samples', async () => {
    const untrusted = await digitsTask({ trainLimit: 60, testLimit: 20, metaPerClass: 0 });
    await expect(runMethod(build(), { task: untrusted, network })).rejects.toThrow(/cleannet learns from a trusted/);
    expect(build().usesMetaSet).toBe(true);
  });
});
