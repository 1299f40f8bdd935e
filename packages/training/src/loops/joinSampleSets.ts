import type { SampleSet } from '@ballast/core';

/** One set out of two that share their pixels, the first one's samples first. */
export function joinSampleSets(first: SampleSet, second: SampleSet): SampleSet {
  if (first.pixels !== second.pixels) throw new Error('Only sets of the same images can be joined.');
  const { trueLabels } = first;
  return {
    ...first,
    role: `${first.role}+${second.role}`,
    count: first.count + second.count,
    indices: concatenate(first.indices, second.indices),
    givenLabels: concatenate(first.givenLabels, second.givenLabels),
    trueLabels:
      trueLabels === undefined || second.trueLabels === undefined
        ? undefined
        : concatenate(trueLabels, second.trueLabels),
  };
}

function concatenate(first: Int32Array, second: Int32Array): Int32Array {
  const joined = new Int32Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
