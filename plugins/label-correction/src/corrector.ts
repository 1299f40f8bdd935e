import type { NamedTensors, Random } from '@ballast/core';
import { dense, namedTensor, sigmoid, softmax, tanh, tf } from '@ballast/tensor';
import type { Rank, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { CorrectorOptions } from './options.ts';

export interface CorrectorTask {
  /** Length F of the classifier's features. */
  readonly featureSize: number;
  readonly classCount: number;
}

/** The embedding [K, E], Xavier uniform, and three dense layers: kernels Xavier normal, biases 0. */
export function initializeCorrector(
  { embeddingSize, hiddenSize, skipLink }: CorrectorOptions,
  { featureSize, classCount }: CorrectorTask,
  random: Random,
): NamedTensors {
  const sizes = [featureSize + embeddingSize, hiddenSize, hiddenSize, skipLink ? classCount + 1 : classCount];
  const bound = Math.sqrt(6 / (classCount + embeddingSize));
  const embedding = random.split('embedding');
  const parameters: Record<string, Tensor> = {
    embedding: filled([classCount, embeddingSize], () => bound * (2 * embedding.uniform() - 1)),
  };
  for (let layer = 1; layer <= 3; layer++) {
    const [fanIn, fanOut] = [sizes[layer - 1] as number, sizes[layer] as number];
    const stream = random.split(`kernel${String(layer)}`);
    const deviation = Math.sqrt(2 / (fanIn + fanOut));
    parameters[`kernel${String(layer)}`] = filled([fanIn, fanOut], () => deviation * stream.normal());
    parameters[`bias${String(layer)}`] = tf.zeros([fanOut]);
  }
  return parameters;
}

/** What a label is corrected by. */
export type Evidence = {
  /** [B, F] of the classifier, constants. */
  readonly features: Tensor2D;
  /** [B] int32 */
  readonly givenLabels: Tensor1D;
};

/**
 * [B, K], rows sum to 1: the corrected labels, softmax(g(h(x), ỹ)). With a skip link g has one output more, whose
 * sigmoid a keeps the given label: a · onehot(ỹ) + (1 − a) · softmax.
 */
export function correctedLabels(
  corrector: NamedTensors,
  { features, givenLabels }: Evidence,
  { classCount, skipLink }: { readonly classCount: number; readonly skipLink: boolean },
): Tensor2D {
  return tf.tidy(() => {
    const given = tf.oneHot(givenLabels, classCount).toFloat() as Tensor2D;
    // A product with a one-hot vector, whose derivatives every backend has.
    const embedded = tf.matMul<Tensor2D>(given, namedTensor(corrector, 'embedding')); // [B, E]
    const output = runLayers(corrector, tf.concat<Tensor2D>([features, embedded], 1));
    if (!skipLink) return softmax(output);
    const written = softmax(columns(output, 0, classCount));
    const kept = sigmoid(columns(output, classCount, 1)); // [B, 1]
    return tf.add<Tensor2D>(tf.mul(kept, given), tf.mul(tf.sub(1, kept), written));
  });
}

/** Dense, tanh, dense, tanh, dense. */
function runLayers(corrector: NamedTensors, input: Tensor2D): Tensor2D {
  const layer = (values: Tensor2D, index: number): Tensor2D =>
    dense(values, namedTensor(corrector, `kernel${String(index)}`), namedTensor(corrector, `bias${String(index)}`));
  return layer(tanh(layer(tanh(layer(input, 1)), 2)), 3);
}

function columns(values: Tensor2D, from: number, count: number): Tensor2D {
  return tf.slice<Rank.R2, Tensor2D>(values, [0, from], [-1, count]);
}

function filled([rows, columns]: [number, number], next: () => number): Tensor2D {
  return tf.tensor2d(Float32Array.from({ length: rows * columns }, next), [rows, columns]);
}
