import type { NamedArray } from '@ballast/core';

/** `sampleWeights` of a loop that has not weighed yet: [count] of 1, what a sample weighs in plain training. */
export function initialSampleWeights(count: number): NamedArray {
  return { shape: [count], data: new Float32Array(count).fill(1) };
}
