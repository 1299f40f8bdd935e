import type { LearningTask, LossFunction } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { runMethod } from '@ballast/testing';
import { build, digitsTask, locate, losses, metaOptimizerIds, registry, weightNets } from './rig.ts';

const schedule = { type: 'constant', learningRate: 0.05 };
const oneStep = { epochs: 1, batchSize: 64, schedule };
const probing = { epochs: 8, batchSizes: [{ from: 0, batchSize: 64 }], schedule };

const combinations = losses.flatMap((loss) =>
  weightNets.flatMap((weightNet) => metaOptimizerIds.map((metaOptimizer) => [loss, weightNet, metaOptimizer] as const)),
);

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 60, testLimit: 20 });
});

describe.each([
  ['MLP', { type: 'mlp', hidden: [8] }],
  ['ResNet', { type: 'resnet', depth: 8, width: 2 }],
])('on a tiny %s, by config alone', (_name, modelOptions) => {
  it.each(combinations)('%s × %s × %s makes a step that is finite and leaves nothing behind', async (...ids) => {
    const [loss, weightNet, metaOptimizer] = ids;
    const method = build('meta-reweighting', { ...oneStep, loss, weightNet, metaOptimizer, probing });
    const model = registry.instantiate('model', registry.resolve('model', modelOptions, locate));
    const preferred: LossFunction = registry.instantiate('loss', registry.resolve('loss', loss, locate));
    const before = tf.memory().numTensors;
    const { tensors, metrics } = await runMethod(method, {
      task,
      network: (head) => model.build({ imageShape: task.train.imageShape, classCount: 10, head }),
    });
    expect(tf.memory().numTensors).toBe(before);
    for (const [name, values] of Object.entries(tensors)) expect(values.every(Number.isFinite), name).toBe(true);
    expect(metrics['allocating']?.[0]?.extra['metaLoss']).toSatisfy(Number.isFinite);
    expect('parameters/head.bias' in tensors).toBe(preferred.head !== 'cosine');
  });
});
