import type { NamedTensors, Random } from '@ballast/core';
import { namedTensor, sigmoid, tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { CorrectorOptions } from '../options.ts';
import { initializeMlp, runMlp, xavierUniform } from './layers.ts';

export function initializeCorrector(options: CorrectorOptions, classCount: number, random: Random): NamedTensors {
  const { ranks, hiddenSize, classWise, initialBias } = options;
  const sizes = { inputSize: hiddenSize, hiddenSize, outputSize: classWise ? classCount : 1, initialBias };
  return {
    embedding: xavierUniform(ranks, hiddenSize, random.split('embedding')),
    ...initializeMlp(sizes, random),
  };
}

/**
 * w = g(r, ỹ) in (0, 1): how far each given label is trusted, [B] from ranks [B] and given labels [B], both int32.
 * The embedding and the choice of a class are products with one-hot vectors, whose derivatives every backend has.
 */
export function corrections(corrector: NamedTensors, ranks: Tensor1D, givenLabels: Tensor1D): Tensor1D {
  return tf.tidy(() => {
    const embedding = namedTensor(corrector, 'embedding') as Tensor2D; // [R, P]
    const embedded: Tensor2D = tf.matMul(oneHot(ranks, embedding.shape[0]), embedding); // [B, P]
    const trust = sigmoid(runMlp(corrector, embedded)); // [B, K] or [B, 1]
    if (trust.shape[1] === 1) return trust.reshape([-1]);
    return tf.sum(tf.mul(trust, oneHot(givenLabels, trust.shape[1])), 1);
  });
}

/** [R, K], or [R, 1] where classes share it: the whole of g(r, k). */
export function correctionTable(corrector: NamedTensors): Tensor2D {
  return tf.tidy(() => sigmoid(runMlp(corrector, namedTensor(corrector, 'embedding') as Tensor2D)));
}

/** [B, depth] float32 */
export function oneHot(indices: Tensor1D, depth: number): Tensor2D {
  return tf.oneHot(indices, depth).toFloat() as Tensor2D;
}
