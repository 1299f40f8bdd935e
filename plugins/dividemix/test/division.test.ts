import { createRandom } from '@ballast/core';
import { MixtureOptions } from '@ballast/training';
import { describe, expect, it } from 'vitest';
import { cleanProbabilities, divide, fullBatchOrder } from '../src/division/divide.ts';
import { averagedLosses, emptyLossHistory } from '../src/division/lossHistory.ts';

const published = MixtureOptions.parse({});

describe('the division', () => {
  it('trusts low losses more than high ones', () => {
    const probabilities = cleanProbabilities(Float32Array.of(0, 0.05, 0.1, 0.02, 0.8, 0.9, 1), published);
    expect(Array.from(probabilities, (value) => Math.round(value))).toEqual([1, 1, 1, 1, 0, 0, 0]);
  });

  it('goes by the threshold, and leaves neither part empty', () => {
    const parts = (values: number[], threshold: number) => {
      const { labelled, unlabelled } = divide(Float32Array.from(values), threshold);
      return [Array.from(labelled), Array.from(unlabelled)];
    };
    expect(parts([0.9, 0.4, 0.6, 0.1], 0.5)).toEqual([[0, 2], [1, 3]]); // prettier-ignore
    expect(parts([0.9, 0.4, 0.6, 0.1], 0.7)).toEqual([[0], [1, 2, 3]]); // prettier-ignore
    expect(parts([0.9, 0.8, 1], 0.5)).toEqual([[0, 2], [1]]); // prettier-ignore
    expect(parts([0.1, 0.3, 0.2], 0.5)).toEqual([[1], [0, 2]]); // prettier-ignore
    expect(parts([1, 1, 1], 0.5)).toEqual([[0, 1], [2]]); // prettier-ignore
  });

  it('fills whole batches from one random order after another', () => {
    const random = createRandom(2);
    const order = fullBatchOrder(Int32Array.of(3, 5, 9), 8, (length) => random.permutation(length));
    expect(order).toHaveLength(8);
    expect([...order.subarray(0, 3)].sort()).toEqual([3, 5, 9]);
    expect([...order.subarray(3, 6)].sort()).toEqual([3, 5, 9]);
  });
});

describe('the loss history', () => {
  it('averages over the last epochs, each network by itself', () => {
    const history = emptyLossHistory(2, 3);
    const rounds = [[0, 1, 2], [2, 1, 0], [0, 2, 2]]; // prettier-ignore
    const means = rounds.map((round, index) => [...averagedLosses(history, 1, index, Float32Array.from(round))]);
    expect(means).toEqual([[0, 0.5, 1], [0.5, 0.5, 0.5], [0.5, 0.75, 0.5]]); // prettier-ignore
    expect(history.data.subarray(0, 6).every(Number.isNaN)).toBe(true);
  });
});
