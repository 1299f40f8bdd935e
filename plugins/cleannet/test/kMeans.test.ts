import { createRandom } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { expectNoLeaks, normalTensor } from '@ballast/testing';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { kMeans } from '../src/references/kMeans.ts';

beforeAll(async () => {
  await initializeBackend();
});

const squaredDistance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, axis) => sum + (value - (b[axis] as number)) ** 2, 0);

function centersOf(points: number[][], count: number, seed = 0): number[][] {
  return tf.tidy(() => kMeans(tf.tensor2d(points), count, createRandom(seed)).arraySync());
}

describe('k-means', () => {
  it('finds heaps that lie apart', () => {
    const heaps = [[0, 0], [0.2, 0], [0, 0.2], [5, 5], [5.2, 5], [5, 5.2]]; // prettier-ignore
    const found = centersOf(heaps, 2).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    for (const [axis, value] of [1 / 15, 1 / 15].entries()) {
      expect(found[0]?.[axis]).toBeCloseTo(value, 5);
      expect(found[1]?.[axis]).toBeCloseTo(5 + value, 5);
    }
  });

  it('ends where every centre is the mean of the points that are nearest to it', () => {
    const anyPoint = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(anyPoint, { minLength: 4, maxLength: 14 }), fc.nat(99), (points, seed) => {
        const centers = centersOf(points, 3, seed);
        const nearest = points.map((point) => Math.min(...centers.map((center) => squaredDistance(point, center))));
        centers.forEach((center) => {
          // A point between two centres may be either's, so only those that are clearly one's are looked at.
          const own = points.filter((point, at) => squaredDistance(point, center) <= (nearest[at] as number) + 1e-4);
          const isClear = own.every(
            (point) =>
              centers.filter((other) => squaredDistance(point, other) < squaredDistance(point, center) + 1e-3)
                .length === 1,
          );
          if (own.length === 0 || !isClear) return;
          for (const axis of [0, 1]) {
            expect(center[axis]).toBeCloseTo(
              own.reduce((sum, point) => sum + (point[axis] as number), 0) / own.length,
              4,
            );
          }
        });
      }),
      { numRuns: 25 },
    );
  });

  it('stands on every point where there are fewer points than centres', () => {
    const points = [[1, 2], [3, 4]]; // prettier-ignore
    const found = centersOf(points, 5).map(String);
    expect(new Set(found)).toEqual(new Set(points.map(String)));
  });

  it('leaves no tensor behind', () => {
    const points = normalTensor<Tensor2D>([30, 3], createRandom(1));
    expectNoLeaks(() => kMeans(points, 4, createRandom(0)));
    tf.dispose(points);
  });
});
