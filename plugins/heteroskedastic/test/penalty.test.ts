import { createRandom, type NamedTensors, type Network } from '@ballast/core';
import { forward, initializeBackend, initializeNetwork, mapNamed, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { expectClose, normalTensor, silu, tinyMlp, tinyResNet } from '@ballast/testing';
import { createOptimizer, plainCrossEntropy } from '@ballast/training';
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkHiddenLayers, hiddenShapes, watched } from '../src/hiddenLayers.ts';
import type { PenaltyOptions } from '../src/options.ts';
import { regularisedGradients } from '../src/regularisedStep.ts';

const resnet = tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 3, activation: silu });
const mlp = tinyMlp([16, 5, 4, 3], silu);
const classStrengths = [1, 0.3, 0];

beforeAll(async () => {
  await initializeBackend();
});

const cases: readonly (readonly [string, Network, PenaltyOptions])[] = [
  ['batch norms of a ResNet', resnet, { strength: 10, hiddenLayers: 'batch-norm', norms: 'summed' }],
  ['stages of an MLP', mlp, { strength: 3, hiddenLayers: 'stages', norms: 'summed' }],
  ['stages of an MLP together', mlp, { strength: 3, hiddenLayers: 'stages', norms: 'joint' }],
];

describe.each(cases)('the penalty at the %s', (_name, network, options) => {
  it('has the derivative of its value as gradient, by central differences', () => {
    tf.tidy(() => {
      const problem = randomProblem(network);
      const at = (parameters: NamedTensors) => regularised(problem, parameters, classStrengths, options);
      const { derived } = at(problem.parameters);
      const direction = mapNamed(problem.parameters, ({ shape }, name) => normalTensor(shape, createRandom(name)));
      const slope = innerProduct(derived, direction);
      const epsilon = 5e-4;
      const moved = (sign: number) =>
        at(mapNamed(problem.parameters, (value, name) => value.add(tf.mul(direction[name] as Tensor, sign * epsilon))));
      const difference = (numberOf(moved(1).value) - numberOf(moved(-1).value)) / (2 * epsilon);
      expect(Math.abs(slope - difference)).toBeLessThan(0.01 * Math.max(1, Math.abs(slope)));
      const plain = innerProduct(
        regularised(problem, problem.parameters, classStrengths, { ...options, strength: 0 }).derived,
        direction,
      );
      // The penalty is no small part of it.
      expect(Math.abs(slope - plain)).toBeGreaterThan(0.05 * Math.abs(slope));
    });
  });

  it('is the sum over layers of the norms of each sample’s gradient, by class', () => {
    tf.tidy(() => {
      const problem = randomProblem(network);
      const withPenalty = numberOf(regularised(problem, problem.parameters, classStrengths, options).value);
      const without = numberOf(
        regularised(problem, problem.parameters, classStrengths, { ...options, strength: 0 }).value,
      );
      const expected = penaltyByDifferences(problem, network, options);
      expectClose(withPenalty - without, expected, 0.02);
    });
  });
});

describe('watching', () => {
  it('leaves the network as it was', () => {
    tf.tidy(() => {
      const { parameters, buffers, batch } = randomProblem(resnet);
      const state = { parameters, buffers };
      const seen = forward(
        watched(resnet, 'batch-norm', (_, value) => value),
        state,
        batch.images,
        'train',
      );
      const plain = forward(resnet, state, batch.images, 'train');
      expectClose(seen.logits, plain.logits, 1e-5);
      for (const name of Object.keys(buffers)) expectClose(seen.buffers[name] as Tensor, plain.buffers[name] as Tensor);
    });
  });

  it('looks at both batch norms of every block, and at neither stem nor head', () => {
    tf.tidy(() => {
      const { parameters, buffers, batch } = randomProblem(resnet);
      const shapes = hiddenShapes(resnet, 'batch-norm', { parameters, buffers }, batch.images);
      expect(Object.keys(shapes)).toEqual(['stage1', 'stage2', 'stage3'].flatMap((stage) => [`${stage}.bn1`, `${stage}.bn2`])); // prettier-ignore
    });
  });

  it('says what to do for a network without batch norm', () => {
    expect(() => {
      checkHiddenLayers(mlp, 'batch-norm');
    }).toThrow(/hiddenLayers: stages/);
    checkHiddenLayers(mlp, 'stages');
    checkHiddenLayers(resnet, 'batch-norm');
  });
});

type Problem = ReturnType<typeof randomProblem>;

function randomProblem(network: Network) {
  const random = createRandom('problem');
  const { parameters, buffers } = initializeNetwork(network, random.split('network'));
  return {
    network,
    parameters,
    buffers,
    batch: {
      images: normalTensor<Tensor4D>([4, 4, 4, 1], random.split('images')),
      givenLabels: tf.tensor1d([0, 1, 2, 1], 'int32'),
    },
  };
}

function regularised(
  { network, buffers, batch }: Problem,
  parameters: NamedTensors,
  strengths: readonly number[],
  options: PenaltyOptions,
) {
  const step = {
    network,
    loss: plainCrossEntropy,
    lossContext: { classCounts: [], epoch: 0, epochs: 1 },
    optimizer: createOptimizer({ type: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 }),
    learningRate: 0.1,
  };
  return regularisedGradients(step, { parameters, buffers }, batch, strengths, options);
}

/** The definition, each partial derivative of the mean loss by a central difference. */
function penaltyByDifferences(
  { parameters, buffers, batch }: Problem,
  network: Network,
  { strength, hiddenLayers, norms }: PenaltyOptions,
): number {
  const state = { parameters, buffers };
  const shapes = hiddenShapes(network, hiddenLayers, state, batch.images);
  const labels = [...batch.givenLabels.dataSync()];
  const squares = Object.entries(shapes).map(([layer, shape]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const own = new Array<number>(labels.length).fill(0);
    for (let element = 0; element < size; element++) {
      const row = Math.floor((element * labels.length) / size);
      own[row] = (own[row] ?? 0) + partial(layer, shape, element) ** 2;
    }
    return own;
  });
  const perSample = labels.map((label, row) => {
    const layers = squares.map((own) => own[row] ?? 0);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    return (classStrengths[label] ?? 0) * (norms === 'joint' ? Math.sqrt(sum(layers)) : sum(layers.map(Math.sqrt)));
  });
  return (strength * perSample.reduce((sum, value) => sum + value, 0)) / labels.length;

  function partial(layer: string, shape: number[], element: number): number {
    const epsilon = 0.02;
    const size = shape.reduce((product, length) => product * length, 1);
    const lossAt = (offset: number): number =>
      tf.tidy(() => {
        const moved = tf.tensor(Float32Array.from({ length: size }, (_, index) => (index === element ? offset : 0)), shape); // prettier-ignore
        const shifted = watched(network, hiddenLayers, (name, value) => (name === layer ? value.add(moved) : value));
        const { logits } = forward(shifted, state, batch.images, 'train');
        return numberOf(softmaxCrossEntropy(logits, batch.givenLabels).mean());
      });
    return (lossAt(epsilon) - lossAt(-epsilon)) / (2 * epsilon);
  }
}

function innerProduct(first: NamedTensors, second: NamedTensors): number {
  return Object.entries(first).reduce(
    (sum, [name, value]) => sum + numberOf(value.mul(second[name] as Tensor).sum()),
    0,
  );
}

function numberOf(value: Tensor | Scalar): number {
  return value.dataSync()[0] ?? Number.NaN;
}
