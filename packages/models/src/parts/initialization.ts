import type { NetworkState, Random } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Independent normal numbers; the caller disposes. */
export function normal(random: Random, shape: readonly number[], mean: number, deviation: number): Tensor {
  return fill(shape, () => mean + deviation * random.normal());
}

/** Independent uniform numbers in ±bound. */
export function uniform(random: Random, shape: readonly number[], bound: number): Tensor {
  return fill(shape, () => bound * (2 * random.uniform() - 1));
}

/** He et al. 2015: variance 2 / fan-in keeps the size of signals that pass a ReLU. [in, out] or [h, w, in, out]. */
export function kaimingNormal(random: Random, shape: readonly number[]): Tensor {
  const fanIn = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return normal(random, shape, 0, Math.sqrt(2 / fanIn));
}

export interface ConvolutionalInitialization {
  kernel(random: Random, shape: readonly [number, number, number, number]): Tensor;
  /** Batch norm's scale. */
  gamma(random: Random, channels: number): Tensor;
}

/** The choices of the option `initialization`. */
export const convolutionalInitializations = {
  kaiming: {
    kernel: (random, shape) => kaimingNormal(random, shape),
    gamma: (_, channels) => tf.ones([channels]),
  },
  /** As released with Jiang et al. 2022 (CurveNet). */
  'normal-0.02': {
    kernel: (random, shape) => normal(random, shape, 0, 0.02),
    gamma: (random, channels) => normal(random, [channels], 1, 0.02),
  },
} as const satisfies Record<string, ConvolutionalInitialization>;

/** A batch norm layer of that name: parameters and the running statistics of standardised features. */
export function batchNormState(
  name: string,
  channels: number,
  random: Random,
  initialization: ConvolutionalInitialization,
): NetworkState {
  return {
    parameters: {
      [`${name}.gamma`]: initialization.gamma(random.split(`${name}.gamma`), channels),
      [`${name}.beta`]: tf.zeros([channels]),
    },
    buffers: { [`${name}.mean`]: tf.zeros([channels]), [`${name}.variance`]: tf.ones([channels]) },
  };
}

/** One state out of the states of a stage's parts. */
export function mergeStates(...states: readonly NetworkState[]): NetworkState {
  return {
    parameters: Object.assign({}, ...states.map(({ parameters }) => parameters)) as NetworkState['parameters'],
    buffers: Object.assign({}, ...states.map(({ buffers }) => buffers)) as NetworkState['buffers'],
  };
}

function fill(shape: readonly number[], draw: () => number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Float32Array.from({ length: size }, draw), [...shape]);
}
