import type { Random, SampleSet } from '@ballast/core';

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

/** Places of at most so many samples of a given class, drawn; all of them, in an order drawn, where there are fewer. */
export function drawOfClass({ givenLabels }: SampleSet, label: number, count: number, random: Random): Int32Array {
  const ofClass = Int32Array.from(givenLabels.keys()).filter((position) => givenLabels[position] === label);
  return random
    .permutation(ofClass.length)
    .subarray(0, count)
    .map((place) => ofClass[place] as number);
}
