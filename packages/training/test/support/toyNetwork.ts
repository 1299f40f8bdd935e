import type { Network, Random, Stage } from '@ballast/core';
import { batchNorm, dense, flatten, tf } from '@ballast/tensor';

/** Two stages with batch norm in the first: parameters, buffers, and nothing else. */
export function toyNetwork(inputs = 64, hidden = 32, classes = 10): Network {
  const body: Stage = {
    name: 'body',
    initialize: (random) => ({
      parameters: {
        kernel: normal(random, inputs, hidden),
        'bn1.gamma': tf.ones([hidden]),
        'bn1.beta': tf.zeros([hidden]),
      },
      buffers: { 'bn1.mean': tf.zeros([hidden]), 'bn1.variance': tf.ones([hidden]) },
    }),
    apply: (scope, input) => tf.relu(batchNorm(scope, 'bn1', dense(flatten(input), scope.parameter('kernel')))),
  };
  const head: Stage = {
    name: 'head',
    initialize: (random) => ({
      parameters: { kernel: normal(random, hidden, classes), bias: tf.zeros([classes]) },
      buffers: {},
    }),
    apply: (scope, input) => dense(flatten(input), scope.parameter('kernel'), scope.parameter('bias')),
  };
  return { stages: [body, head] };
}

function normal(random: Random, inputs: number, outputs: number) {
  const deviation = Math.sqrt(2 / inputs);
  return tf.tensor2d(
    Float32Array.from({ length: inputs * outputs }, () => deviation * random.normal()),
    [inputs, outputs],
  );
}
