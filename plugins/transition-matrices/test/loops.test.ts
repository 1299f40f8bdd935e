import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type LearningTask, type LoopState, type NamedArray, type Network } from '@ballast/core';
import { AugmentationOptions } from '@ballast/data';
import { disposeNamed, forward, initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, expectClose, runMethod, tinyMlp } from '@ballast/testing';
import { createPhaseContext, disposeReplaced, unpackGroups } from '@ballast/training';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transitionFromAnchors, transitionFromCounts, transitionFromTrusted } from '../src/estimates.ts';
import { pretrainedProbabilities } from '../src/estimation.ts';
import { goldAndSilverLoop } from '../src/goldAndSilverLoop.ts';
import { forwardCorrection, glc, sAdaptation } from '../src/index.ts';
import { lccnLoop } from '../src/lccnLoop.ts';
import { GlcOptions, LccnOptions } from '../src/options.ts';

const classCount = 10;
const network = (): Network => tinyMlp([64, 12, classCount]);
const schedule = { type: 'constant', learningRate: 0.05 };
const quick = { epochs: 1, batchSize: 16, schedule };
/** A step that leads nowhere, on all samples at once. */
const still = { epochs: 2, batchSize: 1000, schedule: { type: 'constant', learningRate: 1e-9 } };
const folder = mkdtempSync(join(tmpdir(), 'ballast-'));

let task: LearningTask;
let outputs: Awaited<ReturnType<typeof runMethod>>['outputs'];

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 100, testLimit: 20 });
  const method = buildPlugin(forwardCorrection, { ...quick, pretraining: { ...quick, epochs: 4 } });
  ({ outputs } = await runMethod(method, { task, network }));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function contextOf(from: typeof outputs) {
  return createPhaseContext({
    phase: 'training',
    task,
    network,
    augmentation: AugmentationOptions.parse({ padding: 0, flip: false }),
    random: createRandom(1),
    outputs: from,
    folder,
  });
}

describe.each([
  ['forward correction by anchors', forwardCorrection, { estimate: 'anchors' }, transitionFromAnchors],
  ['forward correction by counts', forwardCorrection, { estimate: 'counts' }, transitionFromCounts],
  ['S-adaptation', sAdaptation, { fixedEpochs: 1, fixedSchedule: still.schedule }, transitionFromCounts],
] as const)('%s', (_, plugin, options, estimate) => {
  it('begins with −ln (p · T)_ỹ, T as estimated from the pretrained network, and is evaluated without T', async () => {
    const augmentation = { padding: 0, flip: false };
    const method = buildPlugin<'method'>(plugin, { ...still, ...options, epochs: 1, pretraining: quick });
    const run = await runMethod(method, { task, network, augmentation });
    const context = contextOf(run.outputs);
    const { givenLabels } = task.train;
    const probabilities = await pretrainedProbabilities(context, task.train); // p [N, K]
    context.dispose();
    const transition = estimate(probabilities, givenLabels).data;
    const losses = Array.from(givenLabels, (label, sample) => {
      const own = Array.from(probabilities.data.subarray(sample * classCount, (sample + 1) * classCount));
      return -Math.log(own.reduce((sum, p, row) => sum + p * (transition[row * classCount + label] as number), 0));
    });
    const [first, last] = [run.metrics['pretraining']?.at(-1), run.metrics[method.phases.at(-1)?.name ?? '']?.at(-1)];
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(last?.train.loss).toBeCloseTo(mean, 4);
    expect(last?.test?.loss).toBeCloseTo(first?.test?.loss ?? Number.NaN, 4);
  });
});

describe('GLC', () => {
  it('learns through what the pretrained network says of the trusted samples', async () => {
    const run = await runMethod(buildPlugin(glc, { ...quick, pretraining: quick }), { task, network });
    const context = contextOf(run.outputs);
    const expected = transitionFromTrusted(await pretrainedProbabilities(context, task.meta), task.meta.givenLabels);
    context.dispose();
    expectClose(arrayOf(run, 'gold-and-silver', 'transition').data, expected.data, 1e-6);
  });

  it('has cross entropy on trusted samples, and ln K on others where labels say nothing of classes', async () => {
    const nothing: NamedArray = {
      shape: [classCount, classCount],
      data: new Float32Array(classCount ** 2).fill(1 / classCount),
    };
    const context = contextOf({});
    const { train, meta } = task;
    const loop = goldAndSilverLoop(context, nothing, GlcOptions.parse(still));
    const before = loop.initialize();
    const { tensors, record } = await loop.runEpoch(before, 0);
    const gold = await meanLoss(before, meta);
    expect(gold).toBeGreaterThan(Math.log(classCount) + 0.1); // tells the two kinds apart
    const expected = (train.count * Math.log(classCount) + meta.count * gold) / (train.count + meta.count);
    expect(record.trainLoss).toBeCloseTo(expected, 4);
    disposeReplaced(before.tensors, tensors);
    disposeNamed(tensors);
    context.dispose();
  });
});

describe('LCCN', () => {
  /** Whoever is given a label belongs to the class before it. */
  const shift: NamedArray = {
    shape: [classCount, classCount],
    data: Float32Array.from({ length: classCount ** 2 }, (_, at) =>
      Number(at % classCount === (Math.floor(at / classCount) + 1) % classCount),
    ),
  };
  const before = (label: number): number => (label + classCount - 1) % classCount;

  /** Two epochs, the first of them with the matrix above. */
  async function epochs(concentration: number) {
    const { train } = task;
    const context = contextOf(outputs);
    const options = LccnOptions.parse({ ...still, fixedEpochs: 1, concentration });
    const loop = lccnLoop(context, { transition: shift, assigned: train.givenLabels.slice() }, options);
    const { tensors, arrays } = loop.initialize();
    const drawn = Int32Array.from(train.givenLabels, before);
    const expectedLoss = await meanLoss({ tensors, arrays }, { ...train, givenLabels: drawn });
    const first = await loop.runEpoch({ tensors, arrays }, 0);
    const [assigned, counts] = ['assigned', 'counts'].map((name) => arrays[name]!.data.slice());
    const second = await loop.runEpoch({ tensors: first.tensors, arrays }, 1);
    disposeReplaced(tensors, first.tensors);
    disposeReplaced(first.tensors, second.tensors);
    disposeNamed(second.tensors);
    context.dispose();
    return { drawn, expectedLoss, assigned, counts, loss: first.record.trainLoss, later: arrays['assigned']!.data };
  }

  it('learns the labels that it draws, and counts them', async () => {
    const { drawn, expectedLoss, assigned, counts, loss } = await epochs(1);
    expect(assigned).toEqual(drawn);
    expect(loss).toBeCloseTo(expectedLoss, 4);
    const pairs = new Float64Array(classCount ** 2);
    task.train.givenLabels.forEach((label) => (pairs[before(label) * classCount + label] as number)++);
    expect([...(counts ?? [])]).toEqual([...pairs]);
  });

  it('draws by the counts after the first epochs, which a strong prior outweighs', async () => {
    const shareDrawn = ({ drawn, later }: Awaited<ReturnType<typeof epochs>>): number =>
      drawn.filter((label, at) => label === later[at]).length / drawn.length;
    expect(shareDrawn(await epochs(1e-6))).toBe(1);
    expect(shareDrawn(await epochs(1e6))).toBeLessThan(0.5);
  });
});

/** Mean cross entropy of a set, as its images are. */
async function meanLoss({ tensors }: LoopState, set: LearningTask['train']): Promise<number> {
  const context = contextOf({});
  const state = unpackGroups(tensors, ['parameters', 'buffers']);
  const request = { order: Int32Array.from({ length: set.count }, (_, at) => at), batchSize: set.count };
  let loss = Number.NaN;
  for await (const { views } of context.batches(set, { ...request, views: ['none'], random: createRandom(0) })) {
    loss = tf.tidy(() => {
      const { logits } = forward(network(), state, views[0] as Tensor4D, 'inference');
      return softmaxCrossEntropy(logits, tf.tensor1d(set.givenLabels, 'int32')).mean().dataSync()[0] as number;
    });
    tf.dispose([...views]);
  }
  context.dispose();
  return loss;
}
