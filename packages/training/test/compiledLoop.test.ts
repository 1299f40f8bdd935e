import { type LearningTask, type LossFunction } from '@ballast/core';
import { initializeBackend, recordedForms, releaseCompiledSteps, tf } from '@ballast/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNative } from '../../tensor/src/native/installation.ts';
import { classifierLoop, createOptimizer, disposeReplaced, OptimizerOptions, ScheduleOptions } from '../src/index.ts';
import { digitsTask } from './support/digitsTask.ts';
import { crossEntropy, shuffled, toyContext } from './support/toyPhase.ts';

const { installed } = findNative();
const withNative = installed ? 'native' : 'native (skipped: not installed, run npm run setup:native)';
const samples = 1000;
let task: LearningTask;

beforeAll(async () => {
  await initializeBackend('wasm');
  task = await digitsTask();
});
afterAll(releaseCompiledSteps);

/** Epochs of plain training on the first samples, one after the other; nothing of them is left at the end. */
async function* trainEpochs(epochs: number, batchSize: number, loss: LossFunction = crossEntropy) {
  const { train } = task;
  const context = toyContext(task, '/nonexistent');
  const loop = classifierLoop({
    context,
    set: train,
    network: context.network('linear'),
    loss,
    sampler: { epochOrder: (options) => shuffled.epochOrder(options).slice(0, samples) },
    optimizer: createOptimizer(OptimizerOptions.parse({ type: 'sgd', nesterov: true, weightDecay: 5e-4 })),
    // Another rate in every epoch, from epoch 1 on the later ones far apart.
    schedule: ScheduleOptions.parse({ type: 'step', learningRate: 0.1, warmupEpochs: 3, milestones: [0.8] }),
    epochs,
    batchSizeAt: () => batchSize,
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

describe.skipIf(!installed)(`a compiled loop, ${withNative}`, () => {
  beforeAll(async () => {
    await initializeBackend('native');
  });

  async function formsOf(loss: LossFunction): Promise<number> {
    const before = recordedForms();
    const rates = new Set<number>();
    for await (const { learningRate } of trainEpochs(5, 96, loss)) rates.add(learningRate);
    expect(rates.size).toBe(4);
    return recordedForms() - before;
  }

  it('records one form a batch size, whatever the learning rate', async () => {
    // 1,000 samples: batches of 91 and of 90.
    await expect(formsOf(crossEntropy)).resolves.toBe(2);
  });

  it('records anew for a loss that looks at the epoch', async () => {
    const scheduled: LossFunction = {
      perSample: (inputs) => tf.mul(crossEntropy.perSample(inputs), inputs.epoch + 1),
    };
    await expect(formsOf(scheduled)).resolves.toBe(2 * 5);
  });
});

describe.each([
  { backend: 'native', epochs: 55, skipped: !installed },
  { backend: 'wasm', epochs: 12, skipped: false },
] as const)('the memory of training on $backend', ({ backend, epochs, skipped }) => {
  it.skipIf(skipped)(`stays as it is over ${String((epochs - 5) * (samples / 5))} steps`, async () => {
    await initializeBackend(backend);
    let warm: { readonly tensors: number; readonly resident: number } | undefined;
    let epoch = 0;
    for await (const { trainLoss } of trainEpochs(epochs, 5)) {
      expect(trainLoss).toSatisfy(Number.isFinite);
      const now = { tensors: tf.memory().numTensors, resident: process.memoryUsage().rss };
      if (++epoch === 5) warm = now;
      if (warm !== undefined) expect(now.tensors).toBe(warm.tensors);
      if (epoch === epochs) expect(now.resident - (warm?.resident ?? 0)).toBeLessThan(64 * 2 ** 20);
    }
  });
});
