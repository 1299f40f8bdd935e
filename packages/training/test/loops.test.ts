import { createRandom, type Batch, type LearningTask, type NamedTensors } from '@ballast/core';
import { forward, gradients, initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  classifierGradients,
  createOptimizer,
  cycleBatches,
  epochBatches,
  initialClassifier,
  joinSampleSets,
  OptimizerOptions,
  packGroups,
  pairWithMeta,
  unpackGroups,
  withoutGradient,
  type ClassifierState,
} from '../src/index.ts';
import { digitsTask } from './support/digitsTask.ts';
import { crossEntropy, shuffled, toyContext } from './support/toyPhase.ts';
import { toyNetwork } from './support/toyNetwork.ts';

let task: LearningTask;
beforeAll(async () => {
  await initializeBackend('wasm');
  task = await digitsTask();
});

const context = () => toyContext(task, '/nonexistent');
const values = (tensors: NamedTensors): number[][] => Object.values(tensors).map((tensor) => [...tensor.dataSync()]);

async function takeBatches<T extends Batch>(batches: AsyncIterable<T>, count: number): Promise<number[][]> {
  const taken: number[][] = [];
  for await (const batch of batches) {
    taken.push([...batch.positions]);
    if (taken.length === count) break;
  }
  return taken;
}

describe('the gradients of a weighted loss', () => {
  const network = toyNetwork();
  const lossContext = { classCounts: [], epoch: 0, epochs: 1 };

  async function withBatch<T>(use: (batch: Batch, state: ClassifierState) => T): Promise<T> {
    const optimizer = createOptimizer(OptimizerOptions.parse({ type: 'sgd' }));
    const state = initialClassifier(network, optimizer, createRandom(3));
    for await (const batch of epochBatches(context(), task.train, { sampler: shuffled, epoch: 0, batchSize: 16 })) {
      return use(batch, state);
    }
    throw new Error('There was no batch.');
  }

  it('take weights as constants, also when they come from the losses', async () => {
    await withBatch((batch, state) => {
      const weigh = (losses: Tensor1D): Tensor1D => losses.square();
      const weighted = classifierGradients({ network, loss: crossEntropy, lossContext, weights: weigh }, state, batch);
      const constants = tf.tensor1d(weighted.weights!.dataSync());
      const expected = gradients((parameters) => {
        const { logits } = forward(network, { parameters, buffers: state.buffers }, batch.images, 'train');
        return softmaxCrossEntropy(logits, batch.givenLabels).mul(constants).mean<Scalar>();
      }, state.parameters);
      expect(values(weighted.gradients)).toEqual(values(expected.gradients));
      expect([...weighted.weights!.dataSync()]).toEqual([...weighted.losses.square().dataSync()]);
    });
  });

  it('leave nothing behind within a tidy, and move the running statistics', async () => {
    await withBatch((batch, state) => {
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const step = classifierGradients({ network, loss: crossEntropy, lossContext }, state, batch);
        expect(values(step.buffers)).not.toEqual(values(state.buffers));
        expect(step.logits.shape).toEqual([16, 10]);
        expect(step.weights).toBeUndefined();
      });
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});

it('a value without gradient is a constant to what is around it', () => {
  const gradient = tf.grad((x) => x.mul(withoutGradient(x, (given) => given.square())).sum());
  expect([...gradient(tf.tensor1d([2, 3])).dataSync()]).toEqual([4, 9]);
});

describe('batches', () => {
  it('come in the same order for the same epoch and in another for the next', async () => {
    const ofEpoch = (epoch: number) =>
      takeBatches(epochBatches(context(), task.train, { sampler: shuffled, epoch, batchSize: 32 }), 10);
    const first = await ofEpoch(0);
    expect(first.map((positions) => positions.length)).toEqual([26, 27, 27]);
    expect(first.flat().sort((a, b) => a - b)).toEqual([...Array(task.train.count).keys()]);
    expect(await ofEpoch(0)).toEqual(first);
    expect(await ofEpoch(1)).not.toEqual(first);
  });

  it('of the meta set go round without end, every sample once a round', async () => {
    const cycling = { batchSize: 4, views: ['standard'] as ['standard'], random: createRandom(1) };
    const taken = await takeBatches(cycleBatches(context(), task.meta, cycling), 6);
    const sorted = (batches: number[][]) => batches.flat().sort((a, b) => a - b);
    expect(sorted(taken.slice(0, 3))).toEqual([...Array(10).keys()]);
    expect(sorted(taken.slice(3))).toEqual([...Array(10).keys()]);
    expect(taken.slice(3)).not.toEqual(taken.slice(0, 3));
  });

  it('of train and meta set pair up, and free their tensors when the train set ends', async () => {
    const before = tf.memory().numTensors;
    const train = epochBatches(context(), task.train, { sampler: shuffled, epoch: 0, batchSize: 32 });
    const meta = cycleBatches(context(), task.meta, { batchSize: 32, views: ['standard'], random: createRandom(1) });
    let pairs = 0;
    for await (const batch of pairWithMeta(train, meta)) {
      expect(batch.meta.positions).toHaveLength(task.meta.count);
      expect(batch.images.isDisposed || batch.meta.images.isDisposed).toBe(false);
      pairs++;
    }
    expect(pairs).toBe(3);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a joined set', () => {
  it('holds the samples of both', () => {
    const joined = joinSampleSets(task.train, task.meta);
    expect(joined.count).toBe(task.train.count + task.meta.count);
    expect([...joined.indices]).toEqual([...task.train.indices, ...task.meta.indices]);
    expect([...joined.givenLabels]).toEqual([...task.train.givenLabels, ...task.meta.givenLabels]);
    expect(joined.trueLabels).toHaveLength(joined.count);
  });

  it('needs common images', () => {
    expect(() => joinSampleSets(task.train, task.test)).toThrow('same images');
  });
});

describe('groups', () => {
  it('groups come back as they were packed, empty ones too', () => {
    const groups = { parameters: { 'a/b.kernel': tf.scalar(1) }, buffers: {}, optimizer: { x: tf.scalar(2) } };
    expect(unpackGroups(packGroups(groups), ['parameters', 'buffers', 'optimizer'])).toEqual(groups);
  });
});
