import { createRandom, type Network } from '@ballast/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  dense,
  features,
  flatten,
  forward,
  initializeBackend,
  initializeNetwork,
  namedTensor,
  tf,
} from '../src/index.ts';
import { smallResNet } from './smallResNet.ts';
import { expectNear, normal } from './support.ts';

const line: Network = {
  stages: [
    {
      name: 'head',
      initialize: () => ({ parameters: { kernel: normal('kernel', [192, 3]), bias: tf.zeros([3]) }, buffers: {} }),
      apply: (scope, input) => dense(flatten(input), scope.parameter('kernel'), scope.parameter('bias')),
    },
  ],
};

beforeAll(async () => {
  await initializeBackend();
});

describe('features', () => {
  it.each([
    ['maps, averaged', smallResNet(3)],
    ['the inputs of a network with one stage', line],
  ])('are what the head sees: %s', (_, network) => {
    tf.tidy(() => {
      const state = initializeNetwork(network, createRandom(1));
      const images = normal('images', [4, 8, 8, 3]);
      const before = tf.memory().numTensors;
      const found = features(network, state, images, 'train');
      expect(tf.memory().numTensors).toBe(before + 1);
      const kernel = namedTensor(state.parameters, 'head.kernel') as Tensor2D;
      const bias = namedTensor(state.parameters, 'head.bias') as Tensor1D;
      expectNear(dense(found, kernel, bias), forward(network, state, images, 'train').logits);
    });
  });
});
