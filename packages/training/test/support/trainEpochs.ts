import type { EpochRecord, LearningTask, LossFunction } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { expect } from 'vitest';
import { classifierLoop, disposeReplaced, OptimizerOptions, ScheduleOptions } from '../../src/index.ts';
import { digitsTask } from './digitsTask.ts';
import { crossEntropy, shuffled, toyContext } from './toyPhase.ts';

const samples = 1000;

/** Epochs of plain training on the first 1,000 digits, one after the other; nothing of them is left at the end. */
export async function* trainEpochs(
  task: LearningTask,
  { epochs, batchSize, loss = crossEntropy }: { epochs: number; batchSize: number; loss?: LossFunction },
): AsyncGenerator<EpochRecord> {
  const context = toyContext(task, '/nonexistent');
  const loop = classifierLoop({
    context,
    set: task.train,
    network: context.network('linear'),
    loss,
    sampler: { epochOrder: (options) => shuffled.epochOrder(options).slice(0, samples) },
    training: {
      epochs,
      batchSize,
      optimizer: OptimizerOptions.parse({ type: 'sgd', nesterov: true, weightDecay: 5e-4 }),
      // Another rate in every epoch, from epoch 1 on the later ones far apart.
      schedule: ScheduleOptions.parse({ type: 'step', learningRate: 0.1, warmupEpochs: 3, milestones: [0.8] }),
    },
    recordLossCurves: false,
  });
  let state = loop.initialize();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const { record, ...next } = await loop.runEpoch({ tensors: state.tensors, arrays: {} }, epoch);
    disposeReplaced(state.tensors, next.tensors);
    state = { tensors: next.tensors, arrays: {} };
    yield record;
  }
  disposeReplaced(state.tensors, {});
}

/** Steps of batches of five after a warm-up: neither tensors nor resident memory may grow. */
export async function expectSteadyMemory(backend: 'wasm' | 'native', steps: number): Promise<void> {
  await initializeBackend(backend);
  const warmEpochs = 5;
  const epochs = warmEpochs + (5 * steps) / samples;
  let warm: { readonly tensors: number; readonly resident: number } | undefined;
  let epoch = 0;
  for await (const { trainLoss } of trainEpochs(await digitsTask(1300), { epochs, batchSize: 5 })) {
    expect(trainLoss).toSatisfy(Number.isFinite);
    const now = { tensors: tf.memory().numTensors, resident: process.memoryUsage().rss };
    if (++epoch === warmEpochs) warm = now;
    if (warm !== undefined) expect(now.tensors).toBe(warm.tensors);
    if (epoch === epochs) expect(now.resident - (warm?.resident ?? 0)).toBeLessThan(64 * 2 ** 20);
  }
  expect(epoch).toBe(epochs);
}
