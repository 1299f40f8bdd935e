import { createRandom, type Sampler } from '@ballast/core';
import { plainShuffling } from '@ballast/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupedSampler } from '../src/groupedSampler.ts';

const anyLabels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 });

function orderOf(sampler: Sampler, labels: readonly number[]): Int32Array {
  const givenLabels = Int32Array.from(labels);
  return sampler.epochOrder({ givenLabels, classCount: 4, epoch: 0, random: createRandom(3) });
}

describe('the groups', () => {
  it('are each of one class, hold every sample, and make batches of equal size', () => {
    fc.assert(
      fc.property(
        anyLabels,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 5 }),
        (labels, groupSize, groupsPerBatch) => {
          const order = orderOf(groupedSampler(plainShuffling, { groupSize, groupsPerBatch }), labels);
          expect(new Set(order).size).toBe(labels.length);
          const groups = Array.from({ length: order.length / groupSize }, (_, group) =>
            order.subarray(group * groupSize, (group + 1) * groupSize),
          );
          for (const group of groups) expect(new Set(Array.from(group, (at) => labels[at])).size).toBe(1);
          // As batches are cut: ⌈N / batch size⌉ of them, as even as can be.
          const batches = Math.ceil(order.length / (groupsPerBatch * groupSize));
          expect(order.length % (batches * groupSize)).toBe(0);
          // A class adds less than a group, a batch less than one as well.
          expect(order.length).toBeLessThan(labels.length + 4 * groupSize + batches * groupSize);
        },
      ),
    );
  });

  it('of one sample each are the order of the sampler, where its batches are of equal size', () => {
    const labels = Array.from({ length: 24 }, (_, at) => at % 4);
    const grouped = groupedSampler(plainShuffling, { groupSize: 1, groupsPerBatch: 8 });
    expect(orderOf(grouped, labels)).toEqual(orderOf(plainShuffling, labels));
  });

  it('differ from epoch to epoch', () => {
    const sampler = groupedSampler(plainShuffling, { groupSize: 4, groupsPerBatch: 2 });
    const givenLabels = new Int32Array(40);
    const [first, second] = [0, 1].map((epoch) =>
      sampler.epochOrder({ givenLabels, classCount: 1, epoch, random: createRandom(epoch) }),
    );
    expect(first).not.toEqual(second);
  });
});
