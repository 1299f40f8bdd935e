import { NonFiniteLossError, type LearningTask, type Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, recordedForms, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp, tinyResNet } from '@ballast/testing';
import { areaUnderRoc } from '@ballast/training';
import { beforeAll, describe, expect, it } from 'vitest';
import divideMix from '../src/index.ts';

const network = () => tinyMlp([64, 16, 10]);
const sgd = { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 };
const schedule = { type: 'constant', learningRate: 0.02 };
const quick = { epochs: 4, warmUpEpochs: 2, warmUpBatchSize: 16, batchSize: 16, schedule, rampEpochs: 2 };
const run = (options: Readonly<Record<string, unknown>> = {}, others: Partial<Parameters<typeof runMethod>[1]> = {}) =>
  runMethod(buildPlugin(divideMix, { ...quick, ...options }), { task, network, ...others });

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await noisyDigits(200);
});

function noisyDigits(trainLimit: number): Promise<LearningTask> {
  const uniform = (noise as readonly Plugin[]).find(({ id }) => id === 'uniform') as Plugin<'noise'>;
  return digitsTask({ trainLimit, testLimit: 60, noise: buildPlugin(uniform, { rate: 0.3 }) });
}

describe('DivideMix', () => {
  it('that never divides trains its first network as plain training does, to the last bit', async () => {
    const all = [crossEntropy, ...samplers] as readonly Plugin[];
    const baseline = buildPlugin(plain, { epochs: 3, batchSize: 16, optimizer: sgd, schedule }, all);
    const expected = (await runMethod(baseline, { task, network })).tensors;
    const found = (await run({ epochs: 3, warmUpEpochs: 3 })).tensors;
    for (const [name, values] of Object.entries(expected)) expect(found[`first/${name}`]).toEqual(values);
    expect(found['second/parameters/head.kernel']).not.toEqual(found['first/parameters/head.kernel']);
  });

  it('finds wrong labels', async () => {
    const larger = await noisyDigits(600);
    const found = await run(
      { epochs: 14, warmUpEpochs: 10, schedule: { type: 'constant', learningRate: 0.03 } },
      { task: larger, network: () => tinyMlp([64, 32, 10]) },
    );
    const { data } = arrayOf(found, 'training', 'sampleWeights');
    const { givenLabels, trueLabels } = larger.train;
    const isWrong = Array.from(givenLabels, (label, sample) => label !== trueLabels?.[sample]);
    const scores = Array.from(data, (probability) => -probability);
    expect(areaUnderRoc(scores, isWrong)).toBeGreaterThan(0.8);
    expect(found.metrics['training']?.at(-1)?.extra['labelledShare']).toBeGreaterThan(0.3);
  });

  it('goes on from a checkpoint bit for bit, in the warm-up and after it, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const options = { lossEpochs: 2, epochs: 5 };
    const whole = await run(options);
    for (const interruptAfter of [1, 4]) {
      const resumed = await run(options, { interruptAfter });
      expect(resumed.tensors).toEqual(whole.tensors);
      expect(resumed.outputs).toEqual(whole.outputs);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('records one form for warm-up batches of a size, and one for all divided epochs and both networks', async () => {
    const before = recordedForms();
    await run({ epochs: 5 });
    expect(recordedForms() - before).toBeLessThanOrEqual(3);
  });

  it('stops when the loss is no number any more, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await expect(run({ schedule: { type: 'constant', learningRate: 1e30 } })).rejects.toThrow(NonFiniteLossError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('moves running statistics once a view by its own predictions in mode train, as the code does', async () => {
    const resnet = () => tinyResNet({ channels: 1, widths: [2, 2, 4], classCount: 10 });
    const options = { epochs: 3, warmUpEpochs: 2 };
    const [train, inference] = [
      await run({ ...options, ownPredictions: 'train' }, { network: resnet }),
      await run({ ...options, ownPredictions: 'inference' }, { network: resnet }),
    ];
    const [name] = Object.keys(train.tensors).filter((one) => one.startsWith('first/buffers/')) as [string];
    expect(train.tensors[name]).not.toEqual(inference.tensors[name]);
  });
});

describe('every option', () => {
  it.each([
    { mixture: { maxIterations: 1 } },
    { cleanThreshold: 0.9 },
    { lossEpochs: 2 },
    { views: 1 },
    { temperature: 1 },
    { alpha: 0 },
    { unlabelledWeight: 0 },
    { rampEpochs: 16 },
    { priorWeight: 0 },
    { confidencePenalty: 1 },
  ])('changes what is trained, and leaves nothing behind: %j', async (options) => {
    const before = tf.memory().numTensors;
    const changed = await run(options);
    expect(tf.memory().numTensors).toBe(before);
    expect(changed.tensors['first/parameters/head.kernel']).not.toEqual(
      (await run()).tensors['first/parameters/head.kernel'],
    );
  });

  it('adds logits or probabilities of the two networks at test', async () => {
    const [logits, probabilities] = [await run(), await run({ ensemble: 'probabilities' })];
    expect(probabilities.tensors).toEqual(logits.tensors);
    const lossOf = ({ metrics }: typeof logits) => metrics['training']?.at(-1)?.test?.loss;
    expect(lossOf(probabilities)).not.toBe(lossOf(logits));
  });
});
