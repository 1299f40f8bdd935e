import { createRandom, type NetworkState } from '@ballast/core';
import { initializeBackend, initializeNetwork, tf } from '@ballast/tensor';
import {
  expectClose,
  goldenTensor,
  goldenTensors,
  readGolden,
  tinyResNet,
  type GoldenGroups,
  type GoldenTensor,
} from '@ballast/testing';
import { classifierGradients, plainCrossEntropy } from '@ballast/training';
import type { Rank } from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { exampleWeights, gradientProducts } from '../src/exampleWeights.ts';

interface L2rwGolden {
  readonly params: GoldenGroups;
  readonly images: GoldenTensor;
  readonly labels: readonly number[];
  readonly metaImages: GoldenTensor;
  readonly metaLabels: readonly number[];
  /** [8] of the meta loss with respect to weights that are zero, after a virtual step of rate 0.1 on the weighted sum of losses. */
  readonly gradient: GoldenTensor;
  /** [8] */
  readonly weights: GoldenTensor;
}

const golden = readGolden<L2rwGolden>('l2rw');
const network = tinyResNet({ channels: 3, widths: [4, 8, 16], classCount: 5 });
const setup = { network, loss: plainCrossEntropy, lossContext: { classCounts: [], epoch: 0, epochs: 1 } };

beforeAll(async () => {
  await initializeBackend();
});

describe.skipIf(golden === undefined)('golden weights of examples', () => {
  it('are those of second-order differentiation through the virtual step', () => {
    const file = golden as L2rwGolden;
    tf.tidy(() => {
      const state: NetworkState = {
        parameters: goldenTensors(file.params),
        buffers: initializeNetwork(network, createRandom(0)).buffers,
      };
      const meta = classifierGradients(setup, state, batchOf(file.metaImages, file.metaLabels));
      const products = gradientProducts(setup, state, batchOf(file.images, file.labels), meta.gradients);
      expectClose(tf.mul(products, -0.1), file.gradient);
      expectClose(exampleWeights(products), file.weights);
    });
  });
});

function batchOf(images: GoldenTensor, labels: readonly number[]) {
  return { images: goldenTensor<Rank.R4>(images), givenLabels: tf.tensor1d([...labels], 'int32') };
}
