import type { LearningTask, LossFunction, Method, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import focal from '@ballast/plugin-focal';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, recordedForms, tf } from '@ballast/tensor';
import { buildPlugin, digitsTask, expectClose, runMethod, tinyMlp } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import mixup from '../src/index.ts';
import { mixedLoss } from '../src/mixedLoss.ts';

const others = [crossEntropy, focal, ...samplers] as readonly Plugin[];
const network = () => tinyMlp([64, 16, 10]);
const quick = {
  epochs: 5,
  batchSize: 16,
  optimizer: { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
  schedule: { type: 'constant', learningRate: 0.05 },
};
const build = (options: Readonly<Record<string, unknown>> = {}): Method =>
  buildPlugin(mixup, { ...quick, ...options }, others);

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  const flip = (noise as readonly Plugin[]).find(({ id }) => id === 'pair-flip') as Plugin<'noise'>;
  task = await digitsTask({ trainLimit: 200, testLimit: 60, noise: buildPlugin(flip, { rate: 0.3 }) });
});

describe('the mixed loss', () => {
  const logits = [[1, -0.5, 0.2], [0.3, 2, -1]]; // prettier-ignore

  it('of cross entropy is cross entropy against the mixed label', () => {
    tf.tidy(() => {
      const z = tf.tensor2d(logits);
      const mixing = { partners: tf.tensor1d([1, 0], 'int32'), share: tf.scalar(0.7) };
      const loss = mixedLoss(buildPlugin<'loss'>(crossEntropy), mixing);
      const labels = tf.tensor2d([[0.7, 0, 0.3], [0.3, 0, 0.7]]); // prettier-ignore
      const found = loss.perSample(inputsOf(z, [0, 2]));
      expectClose(found, tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(z)), 1)).dataSync(), 1e-6);
    });
  });

  it('is the loss itself to the last bit with a share of 1, and so is its gradient', () => {
    tf.tidy(() => {
      const plainLoss = buildPlugin<'loss'>(crossEntropy);
      const mixing = { partners: tf.tensor1d([1, 0], 'int32'), share: tf.scalar(1) };
      const gradientOf = (loss: LossFunction) =>
        tf.grad((z) => loss.perSample(inputsOf(z as ReturnType<typeof tf.tensor2d>, [0, 2])).mean())(
          tf.tensor2d(logits),
        );
      expect([...gradientOf(mixedLoss(plainLoss, mixing)).dataSync()]).toEqual([...gradientOf(plainLoss).dataSync()]);
    });
  });

  function inputsOf(z: ReturnType<typeof tf.tensor2d>, labels: number[]) {
    return { logits: z, givenLabels: tf.tensor1d(labels, 'int32'), classCounts: [1, 0, 1], epoch: 0, epochs: 1 };
  }
});

describe('mixup', () => {
  it('with α = 0 is plain training to the last bit', async () => {
    const baseline = await runMethod(buildPlugin(plain, quick, others), { task, network });
    const neutral = await runMethod(build({ alpha: 0 }), { task, network });
    expect(neutral.tensors).toEqual(baseline.tensors);
    expect(neutral.metrics['training']?.map(({ test }) => test)).toEqual(
      baseline.metrics['training']?.map(({ test }) => test),
    );
  });

  it('mixes: a loss cannot fall below the entropy of the labels, which for λ ~ U(0, 1) is ½ where classes differ', async () => {
    const clean = await digitsTask({ trainLimit: 200, testLimit: 20 });
    const still = { task: clean, network: () => tinyMlp([64, 64, 10]), augmentation: { padding: 0, flip: false } };
    const lossOf = async (alpha: number) =>
      (await runMethod(build({ alpha, epochs: 40 }), still)).metrics['training']!.at(-1)!.train.loss;
    // Nine of ten partners are of another class.
    expect(await lossOf(1)).toBeGreaterThan(0.9 * 0.5);
    expect(await lossOf(0)).toBeLessThan(0.2);
  });

  it('keeps the larger share where that is asked for', async () => {
    const [drawn, larger] = await Promise.all(
      ['drawn', 'larger'].map((share) => runMethod(build({ share, epochs: 1 }), { task, network })),
    );
    expect(drawn?.tensors).not.toEqual(larger?.tensors);
  });

  it('goes with another loss and sampler', async () => {
    const options = { loss: { type: 'focal', gamma: 2 }, sampler: 'class-balanced', epochs: 2 };
    const run = await runMethod(build(options), { task, network });
    expect(run.metrics['training']?.at(-1)?.train.loss).toSatisfy(Number.isFinite);
  });

  it('goes on from a checkpoint bit for bit, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const whole = await runMethod(build(), { task, network });
    const resumed = await runMethod(build(), { task, network, interruptAfter: 2 });
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('records one form for a size of batch, whatever the epoch', async () => {
    const before = recordedForms();
    await runMethod(build({ batchSize: 17 }), { task, network });
    expect(recordedForms() - before).toBeLessThanOrEqual(2);
  });
});
