import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type EpochLoop } from '@ballast/core';
import { AugmentationOptions, openBatches } from '@ballast/data';
import { compile, initializeBackend, tf } from '@ballast/tensor';
import { classifierLoop, classifierStep, createPhaseContext } from '@ballast/training';
import type { LearningStepInputs } from '../../../../plugins/meta-reweighting/src/steps.ts';
import { answerQuestions, timeOf } from './answer.ts';
import { noiseTask } from './learningTask.ts';
import { PeakMemory } from './peakMemory.ts';
import { inputsOf, learningRate, optimizer, setupOf, type Sizes } from './setup.ts';

/** Epochs as a suite runs them: probing of a ResNet, with loss curves, checkpoints and the log. */

const sizes = JSON.parse(process.argv[2] ?? '') as Sizes;
await initializeBackend();
const setup = setupOf(sizes, { type: 'forward-mode' });
const augmentation = AugmentationOptions.parse({ padding: 4, paddingMode: 'reflect', flip: true });

await answerQuestions({
  epochs: ({ images, epochs }) => epochsBesideSteps(images as number, epochs as number),
  augmentation: ({ images }) => augmentedPerSecond(images as number),
  memory: ({ images }) => new PeakMemory().during(() => epochsBesideSteps(images as number, 2)),
});

/** Milliseconds of epochs, and of as many steps alone right before each; the first epoch, which compiles, is left out. */
async function epochsBesideSteps(images: number, epochs: number) {
  const task = noiseTask(images);
  const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
  const readings: { steps: number; epoch: number }[] = [];
  const stepsAlone = repeatedStep(Math.ceil(images / sizes.batch));
  let steps = 0;
  let start = 0;
  const context = createPhaseContext({
    phase: 'probing',
    task,
    network: () => setup.network,
    augmentation,
    random: createRandom(2),
    outputs: {},
    folder,
    evaluateEvery: epochs + 1,
    onEpoch: () => readings.push({ steps, epoch: performance.now() - start }),
  });
  const loop = classifierLoop({
    context,
    set: task.train,
    network: setup.network,
    loss: setup.loss,
    sampler: { epochOrder: ({ givenLabels, random }) => random.permutation(givenLabels.length) },
    training: {
      epochs,
      batchSize: sizes.batch,
      optimizer,
      schedule: { type: 'constant', learningRate, warmupEpochs: 0 },
    },
    recordLossCurves: true,
  });
  const besideSteps: EpochLoop = {
    ...loop,
    runEpoch: (state, epoch) => {
      steps = timeOf(stepsAlone);
      start = performance.now();
      return loop.runEpoch(state, epoch);
    },
  };
  try {
    const { tensors } = await context.runEpochs(besideSteps);
    tf.dispose(Object.values(tensors));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return readings.slice(1);
}

function repeatedStep(times: number): () => void {
  const inputs = inputsOf(setup, sizes);
  const step = compile(({ state, batch }: LearningStepInputs) => classifierStep(setup, state, batch));
  return () => {
    for (let count = 0; count < times; count++) {
      tf.tidy(() => {
        step(inputs, null);
      });
    }
  };
}

/** Images that come out of the uint8 cache in a second, padded, cropped, mirrored and normalised. */
async function augmentedPerSecond(images: number): Promise<number> {
  const { train } = noiseTask(images);
  const start = performance.now();
  let seen = 0;
  const batches = openBatches(train, {
    order: createRandom(3).permutation(images),
    batchSize: sizes.batch,
    views: ['standard'],
    random: createRandom(4),
    augmentation,
  });
  for await (const { positions } of batches) seen += positions.length;
  return (1000 * seen) / (performance.now() - start);
}
