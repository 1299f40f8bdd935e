import { createRandom, type NamedTensors } from '@ballast/core';
import {
  forward,
  gradients,
  initializeBackend,
  initializeNetwork,
  namedTensor,
  softmaxCrossEntropy,
  tf,
  zipNamed,
} from '@ballast/tensor';
import { expectClose, expectNamedClose, tinyMlp } from '@ballast/testing';
import {
  classifierGradients,
  createOptimizer,
  initialClassifier,
  plainCrossEntropy,
  type BatchTensors,
} from '@ballast/training';
import type { Rank, Scalar } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { exampleWeights, gradientProducts } from '../src/exampleWeights.ts';
import { reweightedStep } from '../src/steps.ts';

const network = tinyMlp([8, 6, 3]);
const setup = { network, loss: plainCrossEntropy, lossContext: { classCounts: [], epoch: 0, epochs: 1 } };

beforeAll(async () => {
  await initializeBackend();
});

describe('the product of gradients', () => {
  it('is that of each sample’s own gradient with the one of the meta loss', () => {
    tf.tidy(() => {
      const state = initializeNetwork(network, createRandom(3));
      const meta = classifierGradients(setup, state, batchOf(5, 1)).gradients;
      const batch = batchOf(4, 2);
      const expected = [0, 1, 2, 3].map((at) => {
        const images = batch.images.slice([at, 0, 0, 0], [1, -1, -1, -1]);
        const givenLabels = batch.givenLabels.slice(at, 1);
        const lossAt = (parameters: NamedTensors) => {
          const { logits } = forward(network, { parameters, buffers: state.buffers }, images, 'train');
          const losses = plainCrossEntropy.perSample({ logits, givenLabels, classCounts: [], epoch: 0, epochs: 1 });
          return losses.sum<Scalar>();
        };
        return dot(gradients(lossAt, state.parameters).gradients, meta);
      });
      expectClose(gradientProducts(setup, state, batch, meta), expected, 1e-5);
    });
  });

  it('is the square of the norm, and never negative, for the gradient of the sample itself', () => {
    tf.tidy(() => {
      const state = initializeNetwork(network, createRandom(4));
      const batch = batchOf(1, 7);
      const own = classifierGradients(setup, state, batch).gradients;
      expectClose(gradientProducts(setup, state, batch, own), [dot(own, own)], 1e-5);
    });
  });
});

describe('weights of examples', () => {
  const products = fc.array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 20 });

  it('are zero where a gradient points away, in proportion elsewhere, and sum to 1', () => {
    fc.assert(
      fc.property(products, (values) => {
        const weights = weightsOf(values);
        const useful = values.map((value) => Math.max(0, value));
        const total = useful.reduce((sum, value) => sum + value, 0);
        fc.pre(total === 0 || total > 1e-30);
        expectClose(weights, total === 0 ? values.map(() => 0) : useful.map((value) => value / total), 1e-5);
      }),
    );
  });

  it('do not change with the learning rate of the virtual step', () => {
    const values = [0.5, -1, 0.25, 2];
    expect(weightsOf(values.map((value) => value * 8))).toEqual(weightsOf(values));
  });

  it('are all zero when no sample is of use', () => {
    expect(weightsOf([-1, 0, -3])).toEqual([0, 0, 0]);
  });
});

describe('the step', () => {
  it('leads along Σ w_i ∇ℓ_i, w from the gradient of the meta loss at the same parameters', () => {
    tf.tidy(() => {
      const optimizer = createOptimizer({ type: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 });
      const state = initialClassifier(network, optimizer, createRandom(3));
      const batch = { ...batchOf(6, 2), meta: batchOf(5, 1) };
      const meta = classifierGradients(setup, state, batch.meta).gradients;
      const weights = exampleWeights(gradientProducts(setup, state, batch, meta));
      expect(new Set(weights.dataSync()).size).toBeGreaterThan(2);
      const lossAt = (parameters: NamedTensors) => {
        const { logits } = forward(network, { parameters, buffers: state.buffers }, batch.images, 'train');
        return softmaxCrossEntropy(logits, batch.givenLabels).mul(weights).sum<Scalar>();
      };
      const direction = gradients(lossAt, state.parameters).gradients;
      const { state: next } = reweightedStep({ ...setup, optimizer, learningRate: 0.5 }, state, batch);
      const moved = zipNamed(state.parameters, next.parameters, (before, after) => tf.sub(before, after).div(0.5));
      expectNamedClose(moved, direction, 1e-4);
    });
  });
});

function weightsOf(products: readonly number[]): number[] {
  return tf.tidy(() => [...exampleWeights(tf.tensor1d([...products])).dataSync()]);
}

function dot(first: NamedTensors, second: NamedTensors): number {
  return Object.entries(first).reduce(
    (sum, [name, tensor]) => sum + (tensor.mul(namedTensor(second, name)).sum().dataSync()[0] as number),
    0,
  );
}

function batchOf(count: number, seed: number): BatchTensors {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: count * 8 }, () => random.normal());
  return {
    images: tf.tensor<Rank.R4>(values, [count, 2, 4, 1]),
    givenLabels: tf.tensor1d(Int32Array.from({ length: count }, () => random.integer(3))),
  };
}
