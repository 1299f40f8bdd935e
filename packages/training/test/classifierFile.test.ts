import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type EpochRecord, type LearningTask } from '@ballast/core';
import { AugmentationOptions, openBatches } from '@ballast/data';
import { disposeNamed, forward, initializeBackend, tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  classifierFile,
  disposeReplaced,
  largest,
  readClassifier,
  restoreClassifier,
  unpackGroups,
  type StoredClassifier,
} from '../src/index.ts';
import { digitsTask } from './support/digitsTask.ts';
import { toyNetwork } from './support/toyNetwork.ts';
import { toyContext, toyLoop } from './support/toyPhase.ts';

let task: LearningTask;
let stored: StoredClassifier;
let suggested: Int32Array;
let trained: EpochRecord['classifier'];
const folder = mkdtempSync(join(tmpdir(), 'ballast-classifier-'));

beforeAll(async () => {
  await initializeBackend('wasm');
  task = await digitsTask();
  const context = toyContext(task, folder, { keepClassifier: true });
  const { tensors } = await context.runEpochs(toyLoop(context, { epochs: 6 }));
  trained = { network: toyNetwork(), ...unpackGroups(tensors, ['parameters', 'buffers']) };
  stored = readClassifier(classifierFile(folder))!;
  suggested = context.predictions()['suggestedLabels']!.data as Int32Array;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function trainLogits(classifier: EpochRecord['classifier']): Promise<number[][]> {
  const { train } = task;
  const order = Int32Array.from({ length: train.count }, (_, position) => position);
  const logits: number[][] = [];
  const augmentation = AugmentationOptions.parse({});
  const { normalisation } = train;
  const request = { order, batchSize: 64, views: ['none'] as const, augmentation, normalisation };
  for await (const { images, shape } of openBatches(train, { ...request, random: createRandom('unused') })) {
    const rows = tf.tidy(() => forward(classifier.network, classifier, tf.tensor4d(images, [...shape]), 'inference').logits.arraySync()); // prettier-ignore
    logits.push(...rows);
  }
  return logits;
}

describe('a stored classifier', () => {
  it('says what it takes and what its answers mean', () => {
    const { imageShape, normalisation } = task.train;
    expect(stored).toMatchObject({ imageShape, normalisation, classNames: task.classNames, stages: ['body', 'head'] });
  });

  it('comes back with the same numbers, and leaves nothing behind', async () => {
    const expected = await trainLogits(trained);
    const before = tf.memory().numTensors;
    const restored = restoreClassifier(stored, () => toyNetwork());
    expect(await trainLogits(restored)).toEqual(expected);
    disposeNamed(restored.parameters);
    disposeNamed(restored.buffers);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('suggests for every training sample the most probable class but the given one', async () => {
    const logits = await trainLogits(trained);
    logits.forEach((row, sample) => {
      const others = row.map((logit, label) => (label === task.train.givenLabels[sample] ? -Infinity : logit));
      expect(suggested[sample]).toBe(largest(others));
    });
    disposeReplaced({ ...trained.parameters, ...trained.buffers }, {});
  });

  it('is refused by a network of another shape or with other stages', () => {
    expect(() => restoreClassifier(stored, () => toyNetwork(64, 31))).toThrow('changed since');
    const [body, head] = toyNetwork().stages;
    const more = {
      name: 'adjustment',
      initialize: () => ({ parameters: {}, buffers: {} }),
      apply: (_: unknown, logits: Tensor) => logits,
    };
    expect(() => restoreClassifier(stored, () => ({ stages: [body!, head!, more] }))).toThrow('changed since');
  });
});
