import type { NamedTensors, Random } from '@ballast/core';
import { dense, namedTensor, tf } from '@ballast/tensor';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

export interface Mlp {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly outputSize: number;
  /** Of the last layer; the other biases are 0. */
  readonly initialBias: number;
}

/** `kernel1`, `bias1`, … of three dense layers: kernels Xavier normal. */
export function initializeMlp({ inputSize, hiddenSize, outputSize, initialBias }: Mlp, random: Random): NamedTensors {
  const sizes = [inputSize, hiddenSize, hiddenSize, outputSize];
  const parameters: Record<string, Tensor> = {};
  for (let layer = 1; layer <= 3; layer++) {
    const [fanIn, fanOut] = [sizes[layer - 1] as number, sizes[layer] as number];
    const stream = random.split(`kernel${String(layer)}`);
    const deviation = Math.sqrt(2 / (fanIn + fanOut));
    parameters[`kernel${String(layer)}`] = filled([fanIn, fanOut], () => deviation * stream.normal());
    parameters[`bias${String(layer)}`] = tf.fill([fanOut], layer === 3 ? initialBias : 0);
  }
  return parameters;
}

/** Dense, ReLU, dense, ReLU, dense: [B, in] → [B, out]. */
export function runMlp(parameters: NamedTensors, input: Tensor2D): Tensor2D {
  const layer = (values: Tensor2D, index: number): Tensor2D => {
    const kernel = namedTensor(parameters, `kernel${String(index)}`) as Tensor2D;
    const bias = namedTensor(parameters, `bias${String(index)}`) as Tensor1D;
    return dense(values, kernel, bias);
  };
  return layer(tf.relu(layer(tf.relu(layer(input, 1)), 2)), 3);
}

/** A table [rows, columns], Xavier uniform. */
export function xavierUniform(rows: number, columns: number, random: Random): Tensor2D {
  const bound = Math.sqrt(6 / (rows + columns));
  return filled([rows, columns], () => bound * (2 * random.uniform() - 1));
}

function filled([rows, columns]: [number, number], next: () => number): Tensor2D {
  return tf.tensor2d(Float32Array.from({ length: rows * columns }, next), [rows, columns]);
}
