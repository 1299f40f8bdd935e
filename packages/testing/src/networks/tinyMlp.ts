import type { Network, Stage } from '@ballast/core';
import { dense, flatten, tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import { heNormal } from './initializers.ts';

/** As tf.relu. */
export type Activation = <T extends Tensor>(x: T) => T;

/** A multilayer perceptron of `widths` [in, hidden …, out]; stages layer1 …, head. Any input shape is flattened. */
export function tinyMlp(widths: readonly number[], activation: Activation = tf.relu): Network {
  const last = widths.length - 2;
  return {
    stages: Array.from({ length: last + 1 }, (_, index) =>
      denseStage(
        index === last ? 'head' : `layer${String(index + 1)}`,
        [widths[index] ?? 1, widths[index + 1] ?? 1],
        index === last ? (x) => x : activation,
      ),
    ),
  };
}

function denseStage(name: string, [fanIn, fanOut]: [number, number], activation: Activation): Stage {
  return {
    name,
    initialize: (random) => ({
      parameters: { kernel: heNormal([fanIn, fanOut], random), bias: tf.zeros([fanOut]) },
      buffers: {},
    }),
    apply: (scope, x) => activation(dense(flatten(x), scope.parameter('kernel'), scope.parameter('bias'))),
  };
}
