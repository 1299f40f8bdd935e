import { initializeBackend, tf } from '@ballast/tensor';
import { expectClose } from '@ballast/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { centerOf, nearestCenter } from '../src/selfLearning/correctLabels.ts';
import { PrototypeOptions } from '../src/selfLearning/options.ts';
import { densities, peakSimilarities, quantile, selectPrototypes } from '../src/selfLearning/prototypes.ts';

const options = PrototypeOptions.parse({});

beforeAll(async () => {
  await initializeBackend();
});

/** Cosines between points on the unit circle. */
function cosines(angles: readonly number[]) {
  const values = Float32Array.from(angles.flatMap((a) => angles.map((b) => Math.cos(a - b))));
  return { count: angles.length, values };
}

describe('density and peaks', () => {
  const similarities = { count: 3, values: Float32Array.of(1, 0.9, 0.2, 0.9, 1, 0.6, 0.2, 0.6, 1) };

  it('are what the paper defines, by hand', () => {
    expect(densities(similarities, 0.5)).toEqual([1, 3, 1]);
    expect(densities(similarities, 0.6)[1]).toBeCloseTo(3);
    const peaks = peakSimilarities(similarities, [1, 3, 1]);
    expect(peaks[0]).toBeCloseTo(0.9); // its denser neighbour
    expect(peaks[1]).toBeCloseTo(0.6); // the densest: the smallest of all
    expect(peaks[2]).toBeCloseTo(0.6);
  });

  it('count each sample at most as often as there are samples', () => {
    const anyAngles = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(anyAngles, fc.double({ min: -1, max: 1, noNaN: true }), (angles, cutoff) => {
        for (const density of densities(cosines(angles), cutoff)) {
          expect(Math.abs(density)).toBeLessThanOrEqual(angles.length);
        }
      }),
    );
  });

  it('takes the quantile from below', () => {
    expect(quantile(Float32Array.of(5, 1, 3, 2, 4), 0.4)).toBe(3);
    expect(quantile(Float32Array.of(5, 1), 1)).toBe(5);
  });
});

describe('the prototypes', () => {
  const heaps = [0, 0.02, 0.04, 0.05, 1.4, 1.42, 1.45];

  it('lie in different heaps of a class', () => {
    const chosen = selectPrototypes(cosines(heaps), { ...options, prototypesPerClass: 2 });
    expect(chosen).toHaveLength(2);
    expect(chosen.map((place) => (heaps[place] as number) > 1).sort()).toEqual([false, true]);
  });

  it('are the densest sample alone where all samples are the same', () => {
    expect(selectPrototypes(cosines([1, 1, 1]), options)).toHaveLength(1);
  });

  it('are never more than wanted, and there is always one', () => {
    const anyAngles = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(anyAngles, fc.integer({ min: 1, max: 4 }), (angles, prototypesPerClass) => {
        const chosen = selectPrototypes(cosines(angles), { ...options, prototypesPerClass });
        expect(chosen.length).toBeGreaterThan(0);
        expect(chosen.length).toBeLessThanOrEqual(prototypesPerClass);
        expect(new Set(chosen).size).toBe(chosen.length);
      }),
    );
  });
});

describe('the corrected label', () => {
  it('goes by the prototypes of a class alone, not by the mean of its samples', () => {
    tf.tidy(() => {
      const angles = [0, 0.02, 0.04, 0.05, 1.4];
      const features = tf.tensor2d(angles.map((angle) => [3 * Math.cos(angle), 3 * Math.sin(angle)]));
      const [only] = selectPrototypes(cosines(angles), { ...options, prototypesPerClass: 1 }) as [number];
      const angle = angles[only] as number;
      expectClose(centerOf(features, { ...options, prototypesPerClass: 1 }), [Math.cos(angle), Math.sin(angle)], 1e-5);
    });
  });

  it('is that of the largest mean cosine to the prototypes of a class', () => {
    tf.tidy(() => {
      const point = (angle: number, length = 1) => [length * Math.cos(angle), length * Math.sin(angle)];
      const all = { ...options, prototypesPerClass: 9, maxPeakSimilarity: 2 };
      const classes = [[0, 0.3], [1.5, 1.7, 1.9]] as const; // prettier-ignore
      const centers = classes.map((angles) => centerOf(tf.tensor2d(angles.map((angle) => point(angle))), all));
      const queries = [0.1, 0.8, 1.1, 1.6];
      const found = nearestCenter(tf.tensor2d(queries.map((angle) => point(angle, 7))), tf.stack(centers) as never);
      const meanCosine = (angles: readonly number[], query: number): number =>
        angles.reduce((sum, angle) => sum + Math.cos(angle - query), 0) / angles.length;
      const expected = queries.map((query) => Number(meanCosine(classes[1], query) > meanCosine(classes[0], query)));
      expect([...found.dataSync()]).toEqual(expected);
    });
  });
});
