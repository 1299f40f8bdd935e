import { createRandom } from '@ballast/core';
import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { expectClose, normalTensor } from '@ballast/testing';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { localDimensionalities } from '../src/localDimensionality.ts';
import { TurningPointOptions } from '../src/options.ts';
import { labelTrust, turningPoint } from '../src/pace.ts';
import { pacedLoss } from '../src/pacedLoss.ts';

beforeAll(async () => {
  await initializeBackend();
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Points of a ball with so many dimensions, turned into as many more and shifted. */
function manifold(dimensions: number, count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const rows = Array.from({ length: count }, () => {
    const direction = Array.from({ length: dimensions }, () => random.normal());
    const length = Math.sqrt(direction.reduce((sum, value) => sum + value ** 2, 0));
    const radius = random.uniform() ** (1 / dimensions);
    const point = direction.map((value) => (radius * value) / length);
    return [...point.map((value) => 0.6 * value + 2), ...point.map((value) => 0.8 * value - 1)];
  });
  return Float32Array.from(rows.flat());
}

describe('the local intrinsic dimensionality', () => {
  it('is −(1/k · Σ ln(r_i / r_k))⁻¹ over the nearest others', () => {
    const line = Float32Array.of(0, 1, 3, 7, 100);
    const [first, second] = localDimensionalities(line, 1, 3) as [number, number];
    expect(first).toBeCloseTo(-3 / (Math.log(1 / 7) + Math.log(3 / 7)), 6);
    expect(second).toBeCloseTo(-3 / (Math.log(1 / 6) + Math.log(2 / 6)), 6);
  });

  it.each([1, 2, 4])('finds about as many dimensions as a manifold has, wherever it lies: %i', (dimensions) => {
    const found = mean(localDimensionalities(manifold(dimensions, 500, dimensions), 2 * dimensions, 20));
    expect(Math.abs(found / dimensions - 1)).toBeLessThan(0.2);
  });

  it('depends neither on the scale nor on the order of the points', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.1, max: 10, noNaN: true }), (seed, scale) => {
        const points = manifold(2, 30, seed);
        const expected = localDimensionalities(points, 4, 5);
        const scaled = localDimensionalities(points.map((value) => scale * value), 4, 5); // prettier-ignore
        const turned = localDimensionalities(reversed(points, 4), 4, 5).reverse();
        expectClose(scaled, expected, 1e-3);
        expectClose(turned, expected, 1e-9);
      }),
      { numRuns: 20 },
    );
  });

  it('is infinite where all neighbours are equally far, and finite where some are at the same place', () => {
    expect(localDimensionalities(Float32Array.of(0, 0, 1, 0, 0, 1), 2, 1)).toEqual([Infinity, Infinity, Infinity]);
    expect(localDimensionalities(new Float32Array(4), 1, 3).every((value) => value === Infinity)).toBe(true);
    expect(localDimensionalities(Float32Array.of(0, 0, 0, 1), 1, 3).every(Number.isFinite)).toBe(false);
    expect(localDimensionalities(Float32Array.of(0, 0, 0, 1), 1, 3)[0]).toBeGreaterThan(0);
  });
});

describe('the turning point', () => {
  const options = TurningPointOptions.parse({ initialEpochs: 2, window: 3 });
  const falling = [9, 8, 7, 6, 5.5, 5, 4.5];

  it('is where the value first rises above mean plus two deviations of the window, and stays so', () => {
    expect(turningPoint(falling, 10, options)).toBeUndefined();
    expect(turningPoint([...falling, 6], 10, options)).toBe(7);
    expect(turningPoint([...falling, 6, 3, 9], 10, options)).toBe(7);
    expect(turningPoint([...falling, 5.9], 10, options)).toBe(7);
    expect(turningPoint([...falling, 5.9], 10, { ...options, deviations: 3 })).toBeUndefined();
  });

  it('is not looked for in the initial epochs, nor before the window is full', () => {
    const early = [5, 5, 5, 5, 9, 5, 5, 5, 5];
    expect(turningPoint(early, 10, options)).toBeUndefined();
    expect(turningPoint(early, 10, { ...options, initialEpochs: 1 })).toBe(4);
    expect(turningPoint(early, 10, { ...options, initialEpochs: 0.1 })).toBe(4);
  });
});

describe('the trust in given labels', () => {
  it('is exp(−e/T · LID / min LID): less the later it is and the more the dimensionality has risen', () => {
    expect(labelTrust([4, 2, 3], 10)).toBeCloseTo(Math.exp(-0.3 * 1.5), 12);
    expect(labelTrust([4, 3, 2], 10)).toBeCloseTo(Math.exp(-0.3), 12);
  });
});

describe('the loss', () => {
  const inputs = () => ({
    logits: normalTensor<Tensor2D>([4, 3], createRandom(3)),
    givenLabels: tf.tensor1d([0, 1, 2, 0], 'int32'),
    classCounts: [1, 1, 1],
    epoch: 0,
    epochs: 1,
  });
  const crossEntropy = {
    perSample: ({ logits, givenLabels }: Pick<ReturnType<typeof inputs>, 'logits' | 'givenLabels'>) =>
      softmaxCrossEntropy(logits, givenLabels),
  };

  it('is itself without a turning point, and for cross entropy that against the mixed label', () => {
    tf.tidy(() => {
      expect(pacedLoss(crossEntropy, undefined)).toBe(crossEntropy);
      const { logits, givenLabels } = inputs();
      const hot = tf.oneHot(givenLabels, 3).toFloat();
      const predicted = tf.tensor1d([1, 2, 2, 1], 'int32');
      const label = tf.add(tf.mul(0.3, hot), tf.mul(0.7, tf.oneHot(predicted, 3)));
      const expected = tf.neg(tf.sum(tf.mul(label, tf.logSoftmax(logits)), 1)).dataSync();
      expectClose(pacedLoss(crossEntropy, { trust: tf.scalar(0.3), predicted }).perSample(inputs()), expected, 1e-5);
    });
  });
});

function reversed(points: Float32Array, length: number): Float32Array {
  const rows = Array.from({ length: points.length / length }, (_, row) => [
    ...points.subarray(row * length, (row + 1) * length),
  ]);
  return Float32Array.from(rows.reverse().flat());
}
