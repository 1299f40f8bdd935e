import type { NamedTensors, Random } from '@ballast/core';
import { cosineDense, namedTensor, softmax, tf } from '@ballast/tensor';
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { EmbeddingOptions } from '../options.ts';
import { initializeKernel, initializeLayer, tanhLayer } from './denseLayer.ts';

/** The parameters of both encoders and of the decoder, for features of length D. */
export function initializeEmbeddings(
  { size, hiddenSize }: EmbeddingOptions,
  featureSize: number,
  random: Random,
): NamedTensors {
  const layer = (name: string, from: number, to: number): NamedTensors => initializeLayer(name, [from, to], random);
  return {
    ...layer('reference.1', featureSize, 2 * hiddenSize),
    ...layer('reference.2', 2 * hiddenSize, hiddenSize),
    ...layer('attention', hiddenSize, hiddenSize),
    context: initializeKernel('context', [hiddenSize, 1], random),
    ...layer('class', hiddenSize, size),
    ...layer('query.1', featureSize, hiddenSize),
    ...layer('query.2', hiddenSize, size),
    ...layer('decoder.1', size, hiddenSize),
    ...layer('decoder.2', hiddenSize, featureSize),
  };
}

/** What the encoders take: ln(1 + x) of features, which are seldom negative; the sign is kept where they are. */
export function compressed<T extends Tensor>(features: T): T {
  return tf.mul(tf.sign(features), tf.log1p(tf.abs(features)));
}

/**
 * φ_s: what the references of each class have in common, those counting more that attention finds typical
 * (Lee et al. 2018, the reference set encoder).
 * @param references [K, R, D]
 * @returns [K, E]
 */
export function classEmbeddings(parameters: NamedTensors, references: Tensor3D): Tensor2D {
  const [classCount, perClass, featureSize] = references.shape;
  const rows = compressed(references).reshape<Tensor2D>([-1, featureSize]); // [K · R, D]
  const hidden = tanhLayer(parameters, 'reference.2', tanhLayer(parameters, 'reference.1', rows)); // [K · R, H]
  const keys = tanhLayer(parameters, 'attention', hidden);
  const scores = tf.matMul(keys, namedTensor(parameters, 'context') as Tensor2D).reshape([classCount, perClass]);
  const attention = softmax(scores).reshape([classCount, perClass, 1]);
  const typical = tf.sum(tf.mul(attention, hidden.reshape([classCount, perClass, -1])), 1); // [K, H]
  return tanhLayer(parameters, 'class', typical as Tensor2D);
}

/** φ_q of compressed features: [B, D] → [B, E]. */
export function queryEmbeddings(parameters: NamedTensors, features: Tensor2D): Tensor2D {
  return tanhLayer(parameters, 'query.2', tanhLayer(parameters, 'query.1', features));
}

/** What the decoder makes of query embeddings: [B, E] → [B, D]. */
export function reconstructed(parameters: NamedTensors, embeddings: Tensor2D): Tensor2D {
  return tanhLayer(parameters, 'decoder.2', tanhLayer(parameters, 'decoder.1', embeddings));
}

/** [B, K] cosines between query embeddings [B, E] and class embeddings [K, E]. */
export function similarities(queries: Tensor2D, classes: Tensor2D): Tensor2D {
  return cosineDense(queries, tf.transpose(classes));
}
