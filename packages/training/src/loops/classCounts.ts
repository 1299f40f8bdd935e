import type { SampleSet } from '@ballast/core';

/** [classCount] counts of the given labels. */
export function givenClassCounts({ givenLabels }: SampleSet, classCount: number): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (const label of givenLabels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
