import { countLabels, type SampleSet } from '@ballast/core';

/** [classCount] counts of the given labels. */
export function givenClassCounts({ givenLabels }: SampleSet, classCount: number): number[] {
  return countLabels(givenLabels, classCount);
}
