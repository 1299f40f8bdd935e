import type { Network, Random, Stage } from '@ballast/core';
import { batchNorm, conv2d, dense, globalAveragePool, identityShortcut, tf } from '../src/index.ts';

function drawn(random: Random, name: string, shape: readonly number[]) {
  const stream = random.split(name);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => 0.3 * stream.normal()),
    [...shape],
  );
}

/** A convolution with batch norm and a shortcut around both where there are inputs of its own kind. */
function block(
  name: string,
  inputs: number,
  outputs: number,
  { stride, shortcut }: { stride: number; shortcut: boolean },
): Stage {
  return {
    name,
    initialize: (random) => ({
      parameters: {
        conv: drawn(random, 'conv', [3, 3, inputs, outputs]),
        'bn.gamma': tf.ones([outputs]),
        'bn.beta': tf.zeros([outputs]),
      },
      buffers: { 'bn.mean': tf.zeros([outputs]), 'bn.variance': tf.ones([outputs]) },
    }),
    apply: (scope, input) => {
      const features = batchNorm(scope, 'bn', conv2d(input, scope.parameter('conv'), { stride, padding: 1 }));
      return tf.relu(shortcut ? tf.add(features, identityShortcut(input, stride, outputs)) : features);
    },
  };
}

/** A residual network of three convolutions: images [B, H, W, 3] → [B, classCount]. */
export function smallResNet(classCount: number): Network {
  const head: Stage = {
    name: 'head',
    initialize: (random) => ({
      parameters: { kernel: drawn(random, 'kernel', [8, classCount]), bias: tf.zeros([classCount]) },
      buffers: {},
    }),
    apply: (scope, input) => dense(globalAveragePool(input), scope.parameter('kernel'), scope.parameter('bias')),
  };
  return {
    stages: [
      block('stem', 3, 4, { stride: 1, shortcut: false }),
      block('stage1', 4, 4, { stride: 1, shortcut: true }),
      block('stage2', 4, 8, { stride: 2, shortcut: true }),
      head,
    ],
  };
}
