import type { NamedTensors, Random } from '@ballast/core';
import { namedTensor, tf } from '@ballast/tensor';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { MarginOptions } from '../options.ts';
import { initializeMlp, runMlp, xavierUniform } from './layers.ts';

export function initializeMargin(
  { hiddenSize, initialBias }: MarginOptions,
  classCount: number,
  random: Random,
): NamedTensors {
  const sizes = { inputSize: hiddenSize, hiddenSize, outputSize: classCount, initialBias };
  return {
    embedding: xavierUniform(1, hiddenSize, random.split('embedding')),
    ...initializeMlp(sizes, random),
  };
}

/** [1, K]: what is added to the logits of every sample, whatever its label. It sees no data but through its gradient. */
export function margins(margin: NamedTensors): Tensor2D {
  return tf.tidy(() => runMlp(margin, namedTensor(margin, 'embedding') as Tensor2D));
}
