import { createRandom } from '@ballast/core';
import { forward, initializeBackend, softmax, tf } from '@ballast/tensor';
import { expectClose, normalTensor, tinyMlp } from '@ballast/testing';
import { createOptimizer, initialClassifier, OptimizerOptions } from '@ballast/training';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { pairNetwork, pairState } from '../src/networkPair.ts';

const network = tinyMlp([8, 7, 3]);
const optimizer = createOptimizer(OptimizerOptions.parse({ type: 'sgd' }));

beforeAll(async () => {
  await initializeBackend();
});

it('at test the logits of both networks are added, or their probabilities', () => {
  tf.tidy(() => {
    const images = normalTensor<Tensor4D>([5, 2, 4, 1], createRandom('images'));
    const first = initialClassifier(network, optimizer, createRandom('first'));
    const second = initialClassifier(network, optimizer, createRandom('second'));
    const [one, other] = [first, second].map((state) => forward(network, state, images, 'inference').logits);
    const together = (ensemble: 'logits' | 'probabilities') =>
      forward(pairNetwork(network, ensemble), pairState([first, second]), images, 'inference').logits;
    expectClose(together('logits'), tf.add(one!, other!), 1e-5);
    expectClose(softmax(together('probabilities')), tf.add(softmax(one!), softmax(other!)).div(2), 1e-5);
    expect(together('logits').shape).toEqual([5, 3]);
  });
});
