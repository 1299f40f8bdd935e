import { createRandom, type NamedArray } from '@ballast/core';
import { expectClose } from '@ballast/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transitionFromAnchors, transitionFromCounts, transitionFromTrusted } from '../src/estimates.ts';
import { countAssignments, reassign, transitionOfCounts } from '../src/labelCounts.ts';

const probabilities: NamedArray = {
  shape: [4, 2],
  data: Float32Array.from([0.9, 0.1, 0.6, 0.4, 0.3, 0.7, 0.2, 0.8]),
};

describe('a transition matrix', () => {
  it('from anchors has the distribution of the surest sample of each class as row', () => {
    expectClose(transitionFromAnchors(probabilities).data, [0.9, 0.1, 0.2, 0.8], 1e-6);
  });

  it('from counts adds up given labels by how much a sample belongs to a class', () => {
    const { data } = transitionFromCounts(probabilities, Int32Array.from([0, 1, 1, 1]));
    expectClose(data, [0.9 / 2, 1.1 / 2, 0.1 / 2, 1.9 / 2], 1e-6);
  });

  it('from trusted samples is the mean of what the network says of a class', () => {
    const { data } = transitionFromTrusted(probabilities, Int32Array.from([0, 0, 1, 1]));
    expectClose(data, [0.75, 0.25, 0.25, 0.75], 1e-6);
  });

  it('believes the labels of a class of which nothing is known', () => {
    const { data } = transitionFromTrusted(probabilities, Int32Array.from([0, 0, 0, 0]));
    expectClose(data, [0.5, 0.5, 0, 1], 1e-6);
  });

  it('has rows that sum to 1, whatever it is estimated from', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = createRandom(seed);
        const rows = Array.from({ length: 20 }, () => {
          const raw = Array.from({ length: 3 }, () => random.uniform());
          const total = raw.reduce((sum, value) => sum + value, 0);
          return raw.map((value) => value / total);
        });
        const drawn: NamedArray = { shape: [20, 3], data: Float32Array.from(rows.flat()) };
        const labels = Int32Array.from({ length: 20 }, () => random.integer(3));
        for (const { data } of [
          transitionFromAnchors(drawn),
          transitionFromCounts(drawn, labels),
          transitionFromTrusted(drawn, labels),
          transitionOfCounts(countAssignments(labels, labels, 3), 1),
        ]) {
          for (let row = 0; row < 3; row++) {
            const values = Array.from(data.subarray(row * 3, row * 3 + 3));
            expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
          }
        }
      }),
    );
  });
});

describe('counts of latent labels', () => {
  it('stay those of the assignments, and keep the number of samples, however labels are drawn', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = createRandom(seed);
        const given = Int32Array.from({ length: 30 }, () => random.integer(4));
        const assigned: NamedArray = { shape: [30], data: Int32Array.from({ length: 30 }, () => random.integer(4)) };
        const counts = countAssignments(assigned.data as Int32Array, given, 4);
        for (let step = 0; step < 5; step++) {
          const positions = random.permutation(30).subarray(0, 7);
          reassign(
            counts,
            assigned,
            given,
            positions,
            Array.from(positions, () => random.integer(4)),
          );
        }
        expect(counts.data).toEqual(countAssignments(assigned.data as Int32Array, given, 4).data);
        expect(Array.from(counts.data).reduce((sum, count) => sum + count, 0)).toBe(30);
      }),
    );
  });
});
