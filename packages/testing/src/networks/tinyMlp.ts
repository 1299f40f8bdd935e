import type { Dual, Network, Stage } from '@ballast/core';
import { dense, flatten, relu, tf } from '@ballast/tensor';
import { heNormal } from './initializers.ts';

/** A multilayer perceptron of `widths` [in, hidden …, out]; stages layer1 …, head. Any input shape is flattened. */
export function tinyMlp(widths: readonly number[], activation = relu): Network {
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

function denseStage(name: string, [fanIn, fanOut]: [number, number], activation: (x: Dual) => Dual): Stage {
  return {
    name,
    initialize: (random) => ({
      parameters: { kernel: heNormal([fanIn, fanOut], random), bias: tf.zeros([fanOut]) },
      buffers: {},
    }),
    apply: (scope, x) => activation(dense(flatten(x), scope.parameter('kernel'), scope.parameter('bias'))),
  };
}
