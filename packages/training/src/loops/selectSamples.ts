import type { SampleSet } from '@ballast/core';

/** The samples at some places of a set, in that order, as a set of the same images. */
export function selectSamples(set: SampleSet, positions: ArrayLike<number>, role: string): SampleSet {
  const selected = (values: Int32Array): Int32Array => Int32Array.from(positions, (at) => values[at] as number);
  return {
    ...set,
    role,
    count: positions.length,
    indices: selected(set.indices),
    givenLabels: selected(set.givenLabels),
    trueLabels: set.trueLabels && selected(set.trueLabels),
  };
}
