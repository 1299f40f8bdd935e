import { createRandom, lossCurvesOf } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import {
  buildPlugin,
  expectClose,
  goldenTensor,
  goldenTensors,
  readGolden,
  weightNetContract,
  type GoldenTensor,
} from '@ballast/testing';
import type { Rank } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import curvenet, { cutWindow, normaliseByClass } from '../src/index.ts';

interface CurveNetGolden {
  readonly weights: Readonly<Record<string, GoldenTensor>>;
  readonly curves: GoldenTensor;
  readonly labels: readonly number[];
  readonly outputEmbeddingAddedOnce: GoldenTensor;
  readonly outputEmbeddingAddedTwice: GoldenTensor;
}

interface LossCurvesGolden {
  readonly curves: GoldenTensor;
  readonly labels: readonly number[];
  readonly normalized: GoldenTensor;
}

const network = readGolden<CurveNetGolden>('curvenet');
const centring = readGolden<LossCurvesGolden>('loss-curves');

beforeAll(async () => {
  await initializeBackend();
});

describe.skipIf(network === undefined)('golden CurveNet', () => {
  it.each([
    ['once', 'outputEmbeddingAddedOnce'],
    ['twice', 'outputEmbeddingAddedTwice'],
  ] as const)('has the published sigmoid with the embedding added %s', (embeddingAdded, expected) => {
    const golden = network as CurveNetGolden;
    const net = buildPlugin(curvenet, { embeddingAdded, embeddingSize: 8, hiddenSize: 16, outputBias: 0 });
    tf.tidy(() => {
      const weights = net.weights(goldenTensors(golden.weights), {
        losses: tf.zeros([golden.labels.length]),
        givenLabels: tf.tensor1d([...golden.labels], 'int32'),
        lossCurves: goldenTensor<Rank.R2>(golden.curves),
      });
      expectClose(weights, golden[expected]);
    });
  });

  it('has the parameters of the published network, in their shapes', () => {
    const net = buildPlugin(curvenet, { embeddingSize: 8, hiddenSize: 16 });
    tf.tidy(() => {
      const parameters = net.initialize({ classCount: 4, curveLength: 12 }, createRandom(0));
      const shapes = Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape]));
      expect(shapes).toEqual(
        Object.fromEntries(
          Object.entries((network as CurveNetGolden).weights).map(([name, { shape }]) => [name, [...shape]]),
        ),
      );
    });
  });
});

describe.skipIf(centring === undefined)('golden loss curves', () => {
  it('are centred by class and epoch', () => {
    const { curves, labels, normalized } = centring as LossCurvesGolden;
    const [sampleCount = 0, length = 0] = curves.shape;
    const values = Float32Array.from(curves.data);
    const prepared = normaliseByClass(lossCurvesOf(sampleCount, length, values), Int32Array.from(labels), 4, 'mean');
    expectClose(prepared.block(0, sampleCount), normalized);
  });
});

describe('the window of a loss curve', () => {
  const curves = lossCurvesOf(
    2,
    8,
    Float32Array.from({ length: 16 }, (_, index) => index),
  );

  it.each([
    [5, true, [5, 6, 13, 14]],
    [5, false, [5, 6, 7, 13, 14, 15]],
    [0, false, [...curves.block(0, 2)]],
  ])('leaves out the first %i epochs, and the last: %s', (removedStart, dropLast, expected) => {
    expect([...cutWindow(curves, { removedStart, dropLast }).block(0, 2)]).toEqual(expected);
  });

  it('has 294 of 300 epochs by default', () => {
    const recorded = lossCurvesOf(3, 300, new Float32Array(900));
    expect(buildPlugin(curvenet).prepareLossCurves?.(recorded, Int32Array.of(0, 1, 1), 2).length).toBe(294);
  });

  it('says when nothing is left of it', () => {
    expect(() => cutWindow(curves, { removedStart: 7, dropLast: true })).toThrow(/none is left/);
  });
});

describe('curves scaled by class', () => {
  it('have mean 0 and deviation 1 in every class and epoch', () => {
    const random = createRandom(3);
    const values = Float32Array.from({ length: 40 * 3 }, () => 5 * random.uniform());
    const labels = Int32Array.from({ length: 40 }, (_, sample) => sample % 2);
    const scaled = normaliseByClass(lossCurvesOf(40, 3, values), labels, 2, 'mean-and-deviation').block(0, 40);
    for (const label of [0, 1]) {
      for (const epoch of [0, 1, 2]) {
        const column = [...labels.keys()].filter((sample) => labels[sample] === label).map((sample) => scaled[sample * 3 + epoch] as number); // prettier-ignore
        const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
        const square = column.reduce((sum, value) => sum + value * value, 0) / column.length;
        expect(mean).toBeCloseTo(0, 5);
        expect(square).toBeCloseTo(1, 5);
      }
    }
  });

  it('stay 0 in a class of one sample', () => {
    const one = lossCurvesOf(1, 2, Float32Array.of(3, 4));
    expect([...normaliseByClass(one, Int32Array.of(0), 2, 'mean-and-deviation').block(0, 1)]).toEqual([0, 0]);
  });
});

describe('CurveNet', () => {
  it('has 79,809 parameters for ten classes and trusts every sample at the start', () => {
    const net = buildPlugin(curvenet);
    tf.tidy(() => {
      const parameters = net.initialize({ classCount: 10, curveLength: 294 }, createRandom(0));
      expect(Object.values(parameters).reduce((sum, { size }) => sum + size, 0)).toBe(79_809);
      expect(parameters['head3.bias']?.dataSync()[0]).toBe(4.5);
    });
  });

  it('weighs by factor · sigmoid + bias, 0.02 unless told otherwise', () => {
    tf.tidy(() => {
      const parameters = buildPlugin(curvenet).initialize({ classCount: 3, curveLength: 4 }, createRandom(0));
      const features = {
        losses: tf.zeros<Rank.R1>([2]),
        givenLabels: tf.tensor1d([0, 2], 'int32'),
        lossCurves: tf.tensor2d([1, -1, 0.5, 2, 0, 3, -2, 1], [2, 4]),
      };
      const weights = (options: Readonly<Record<string, unknown>>) =>
        buildPlugin(curvenet, options).weights(parameters, features);
      const sigmoid = weights({ outputBias: 0 });
      expectClose(weights({}), sigmoid.add(0.02), 1e-6);
      expectClose(weights({ outputFactor: 0.5, outputBias: 0.3 }), sigmoid.mul(0.5).add(0.3), 1e-6);
    });
  });

  it.each(['mean', 'mean-and-deviation'] as const)(
    'sees the window of the curves, normalised by %s',
    (normalisation) => {
      const random = createRandom(5);
      const curves = lossCurvesOf(
        6,
        5,
        Float32Array.from({ length: 30 }, () => random.uniform()),
      );
      const labels = Int32Array.of(0, 1, 0, 1, 1, 0);
      const options = { removedStart: 1, dropLast: true, normalisation };
      const seen = buildPlugin(curvenet, options).prepareLossCurves?.(curves, labels, 2);
      const expected = normaliseByClass(cutWindow(curves, options), labels, 2, normalisation);
      expect(seen?.block(0, 6)).toEqual(expected.block(0, 6));
    },
  );

  it('has two layers after the embedding in the variant of the paper', () => {
    const net = buildPlugin(curvenet, { headLayers: 2, embeddingAdded: 'once', outputBias: 0 });
    tf.tidy(() => {
      const parameters = net.initialize({ classCount: 4, curveLength: 12 }, createRandom(0));
      expect(parameters['head2.kernel']?.shape).toEqual([128, 1]);
      expect(parameters['head3.kernel']).toBeUndefined();
    });
  });
});

weightNetContract(curvenet);
weightNetContract(curvenet, { headLayers: 2, embeddingAdded: 'once', outputBias: 0, dropLast: false });
weightNetContract(curvenet, { normalisation: 'mean-and-deviation', hiddenSize: 8, embeddingSize: 4, initialBias: 0 });
