import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@ballast/core';
import { AugmentationOptions } from '@ballast/data';
import crossEntropy from '@ballast/plugin-cross-entropy';
import { disposeNamed, forward, initializeBackend, sliceStages, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { buildPlugin, digitsTask, tinyMlp } from '@ballast/testing';
import { createPhaseContext, disposeReplaced, plainShuffling, unpackGroups } from '@ballast/training';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { D2lLoop } from '../src/d2lLoop.ts';
import { localDimensionalities } from '../src/localDimensionality.ts';
import { D2lOptions } from '../src/options.ts';
import { labelTrust } from '../src/pace.ts';

const [count, neighbours] = [60, 7];
const network = tinyMlp([64, 16, 10]);
/** Steps that lead nowhere, on all samples at once; any rise is a turning point. */
const options = D2lOptions.parse({
  epochs: 6,
  batchSize: count,
  schedule: { type: 'constant', learningRate: 1e-9 },
  turningPoint: { initialEpochs: 0, window: 2, deviations: 0 },
  estimate: { samples: count, batchSize: count, neighbours },
});

beforeAll(async () => {
  await initializeBackend();
});

it('after the turning point an epoch has given labels by α, predicted ones by the rest, and measures the features', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-'));
  const task = await digitsTask({ trainLimit: count, testLimit: 20, metaPerClass: 0 });
  const context = createPhaseContext({
    phase: 'training',
    task,
    network: () => network,
    augmentation: AugmentationOptions.parse({ padding: 0, flip: false }),
    random: createRandom(1),
    outputs: {},
    folder,
  });
  const loop = new D2lLoop(context, options, { loss: buildPlugin(crossEntropy), sampler: plainShuffling });
  const before = loop.initialize();
  const dimensionalities = before.arrays['dimensionality']!.data;
  const past = [3, 2, 5];
  dimensionalities.set(past); // risen after the third epoch
  const { tensors, record } = await loop.runEpoch(before, past.length);

  const state = unpackGroups(before.tensors, ['parameters', 'buffers']);
  const order = Int32Array.from({ length: task.train.count }, (_, at) => at);
  const request = { order, batchSize: order.length, views: ['none'] as const, random: createRandom(0) };
  for await (const { views, givenLabels } of context.batches(task.train, request)) {
    const images = views[0] as Tensor4D;
    tf.tidy(() => {
      const { logits } = forward(network, state, images, 'inference');
      const meanLoss = (labels: typeof givenLabels) =>
        softmaxCrossEntropy(logits, labels).mean().dataSync()[0] as number;
      const trust = labelTrust(past, options.epochs);
      const expected = trust * meanLoss(givenLabels) + (1 - trust) * meanLoss(tf.argMax(logits, 1));
      expect(record.trainLoss).toBeCloseTo(expected, 4);
      const hidden = forward(sliceStages(network, 0, 1), state, images, 'inference').logits; // [N, 16]
      const found = localDimensionalities(hidden.dataSync<'float32'>(), 16, neighbours);
      const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
      expect(dimensionalities[past.length]! / mean).toBeCloseTo(1, 3);
    });
    tf.dispose([...views, givenLabels]);
  }
  disposeReplaced(before.tensors, tensors);
  disposeNamed(tensors);
  context.dispose();
  rmSync(folder, { recursive: true, force: true });
});
