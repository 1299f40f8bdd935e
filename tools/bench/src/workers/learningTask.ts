import { createRandom, type LearningTask, type SampleSet } from '@ballast/core';
import { classCount, imageShape } from './setup.ts';

/** Noise in the form of CIFAR-10, in shared memory as the data sets have it. */
export function noiseTask(count: number): LearningTask {
  const bytes = count * imageShape.height * imageShape.width * imageShape.channels;
  const pixels = new Uint8Array(new SharedArrayBuffer(bytes));
  const random = createRandom(1);
  pixels.forEach((_, place) => {
    pixels[place] = random.integer(256);
  });
  const set = (role: SampleSet['role'], size: number): SampleSet => {
    const givenLabels = Int32Array.from({ length: size }, (_, index) => index % classCount);
    return {
      role,
      count: size,
      imageShape,
      normalisation: { mean: [125.3, 123, 113.9], standardDeviation: [63, 62.1, 66.7] },
      pixels,
      indices: Int32Array.from({ length: size }, (_, index) => index),
      givenLabels,
      trueLabels: givenLabels,
    };
  };
  return {
    classCount,
    classNames: Array.from({ length: classCount }, (_, index) => String(index)),
    train: set('train', count),
    meta: set('meta', classCount),
    validation: set('validation', classCount),
    test: set('test', classCount),
  };
}
