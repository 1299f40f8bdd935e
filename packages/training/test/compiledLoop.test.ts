import { type LearningTask, type LossFunction } from '@ballast/core';
import { initializeBackend, recordedForms, releaseCompiledSteps, tf } from '@ballast/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNative } from '../../tensor/src/native/installation.ts';
import { digitsTask } from './support/digitsTask.ts';
import { crossEntropy } from './support/toyPhase.ts';
import { expectSteadyMemory, trainEpochs } from './support/trainEpochs.ts';

const { installed } = findNative();
const withNative = installed ? 'native' : 'native (skipped: not installed, run npm run setup:native)';
let task: LearningTask;

describe.skipIf(!installed)(`a compiled loop, ${withNative}`, () => {
  beforeAll(async () => {
    await initializeBackend('native');
    task = await digitsTask(1300);
  });
  afterAll(releaseCompiledSteps);

  async function formsOf(loss: LossFunction): Promise<number> {
    const before = recordedForms();
    const rates = new Set<number>();
    for await (const { learningRate } of trainEpochs(task, { epochs: 5, batchSize: 96, loss })) rates.add(learningRate);
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

  it('keeps its memory over 10,000 steps', () => expectSteadyMemory('native', 10_000));
});
