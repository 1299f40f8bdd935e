import { createRandom, type LearningTask, type Method, type Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { forward, initializeBackend, initializeNetwork, sliceStages, tf } from '@ballast/tensor';
import { buildPlugin, digitsTask, expectClose, normalTensor, runMethod, tinyMlp, tinyResNet } from '@ballast/testing';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { groupMeans, withHallucination } from '../src/hallucination.ts';
import metaCleaner from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const quick = { epochs: 3, batchSize: 20, schedule: { type: 'constant', learningRate: 0.05 } };
const network = () => tinyMlp([64, 16, 10]);

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  const flip = (noise as readonly Plugin[]).find(({ id }) => id === 'pair-flip') as Plugin<'noise'>;
  task = await digitsTask({ trainLimit: 200, testLimit: 60, metaPerClass: 0, noise: buildPlugin(flip, { rate: 0.3 }) });
});

const build = (options: Readonly<Record<string, unknown>> = {}): Method =>
  buildPlugin(metaCleaner, { ...quick, ...options }, others);

describe('a hallucinated representation', () => {
  it('is the weighted mean of its group, in the place of each of its samples', () => {
    tf.tidy(() => {
      const features = tf.tensor2d([[1, 0], [0, 1], [4, 4], [8, 0]]); // prettier-ignore
      const weights = tf.tensor2d([[0.25, 0.75], [0.5, 0.5]]); // prettier-ignore
      const expected = [0.25, 0.75, 0.25, 0.75, 6, 2, 6, 2];
      expectClose([...groupMeans(features, weights).dataSync()], expected, 1e-6);
    });
  });

  it('of maps has in every place the mean of that place', () => {
    tf.tidy(() => {
      const maps = normalTensor<Tensor4D>([4, 2, 3, 5], createRandom(1));
      const weights = tf.tensor2d([[1, 0], [0, 1]]); // prettier-ignore
      const found = groupMeans(maps, weights) as Tensor4D;
      const expected = tf.gather(maps, tf.tensor1d([0, 0, 3, 3], 'int32'));
      expect(found.shape).toEqual(maps.shape);
      expectClose([...found.dataSync()], [...expected.dataSync()], 0);
    });
  });

  it.each([
    ['MLP', tinyMlp([12, 6, 5, 10]), [2, 2, 3], 5],
    ['ResNet', tinyResNet({ channels: 3, widths: [2, 3, 4], classCount: 10 }), [8, 8, 3], 4],
  ] as const)('of a %s is between the features of its group, and the same for all of it', (_, whole, image, size) => {
    tf.tidy(() => {
      const trained = withHallucination(whole, { groupSize: 3, hiddenSize: 7, featureSize: size });
      const state = initializeNetwork(trained, createRandom(0));
      const images = normalTensor<Tensor4D>([6, ...image], createRandom(2));
      const at = (stages: number) => forward(sliceStages(trained, 0, stages), state, images, 'inference').logits;
      const [body, cleaned] = [at(trained.stages.length - 2), at(trained.stages.length - 1)];
      const flat = (values: Tensor2D) => values.reshape([2, 3, -1]);
      const [low, high] = [tf.min(flat(body), 1, true), tf.max(flat(body), 1, true)];
      const isBetween = tf.logicalAnd(
        tf.greaterEqual(flat(cleaned), tf.sub(low, 1e-5)),
        tf.lessEqual(flat(cleaned), tf.add(high, 1e-5)),
      );
      expect(tf.all(isBetween).dataSync()[0]).toBe(1);
      const logits = forward(trained, state, images, 'inference').logits.arraySync();
      for (const at of [1, 2, 4, 5]) expect(logits[at]).toEqual(logits[at < 3 ? 0 : 3]);
      expect(logits[0]).not.toEqual(logits[3]);
    });
  });
});

describe('meta-cleaner', () => {
  it('is plain training bit for bit with groups of one, where batches are of equal size', async () => {
    const found = await runMethod(build({ groupSize: 1 }), { task, network });
    const baseline = await runMethod(buildPlugin(plain, quick, others), { task, network });
    for (const [name, values] of Object.entries(baseline.tensors)) expect(found.tensors[name], name).toEqual(values);
    const grouped = await runMethod(build({ groupSize: 4 }), { task, network });
    expect(grouped.tensors['parameters/head.kernel']).not.toEqual(baseline.tensors['parameters/head.kernel']);
  });

  it('learns how the images of a group are weighed', async () => {
    const [early, late] = await Promise.all(
      [1, 3].map((epochs) => runMethod(build({ epochs, groupSize: 4 }), { task, network })),
    );
    for (const name of ['kernel1', 'kernel2']) {
      const path = `parameters/hallucination.${name}`;
      expect(late?.tensors[path]).not.toEqual(early?.tensors[path]);
    }
  });

  it('refuses a group that no batch holds', () => {
    expect(() => build({ groupSize: 21 })).toThrow(/groupSize: .*a batch has to hold one group/);
  });
});
