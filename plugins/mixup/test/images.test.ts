import type { Network, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, tf } from '@ballast/tensor';
import { buildPlugin, digitsTask, runMethod } from '@ballast/testing';
import { beforeAll, expect, it } from 'vitest';
import mixup from '../src/index.ts';

const classCount = 10;

/** Says nothing of images of black and white pixels, −1 and 1, and prefers class 0 the more the greyer they are. */
const greyness: Network = {
  stages: [
    {
      name: 'head',
      initialize: () => ({ parameters: { bias: tf.zeros([classCount]) }, buffers: {} }),
      apply: (scope, images) => {
        const grey = tf.mean(tf.sub(1, tf.square(images)), [1, 2, 3]).reshape([-1, 1]); // [B, 1]
        const preferring = tf.oneHot([0], classCount).toFloat().mul(100); // [1, K]
        return tf.add(tf.matMul(grey, preferring), scope.parameter('bias'));
      },
    },
  ],
};

beforeAll(async () => {
  await initializeBackend();
});

it('mixes the images, not the labels alone', async () => {
  const task = await digitsTask({ trainLimit: 100, testLimit: 20 });
  const pixels = Uint8Array.from(task.train.pixels as Uint8Array, (byte) => (byte > 7 ? 255 : 0));
  const normalisation = { mean: [127.5], standardDeviation: [127.5] };
  const blackAndWhite = { ...task, train: { ...task.train, pixels, normalisation } };
  const lossOf = async (alpha: number): Promise<number> => {
    const schedule = { type: 'constant', learningRate: 1e-9 };
    const options = { alpha, epochs: 1, batchSize: 20, schedule };
    const method = buildPlugin(mixup, options, [crossEntropy, ...samplers] as readonly Plugin[]);
    const augmentation = { padding: 0, flip: false };
    const { metrics } = await runMethod(method, { task: blackAndWhite, network: () => greyness, augmentation });
    return metrics['training']?.[0]?.train.loss ?? Number.NaN;
  };
  expect(await lossOf(0)).toBeCloseTo(Math.log(classCount), 5);
  expect(await lossOf(1)).toBeGreaterThan(2 * Math.log(classCount));
});
