import { UserError, type LossCurves } from '@ballast/core';

/**
 * [N] normalised losses summed over the epochs from `countedFrom` on: of each epoch's losses their mean over all
 * samples is taken off (O2U-Net, Huang et al. 2019). It moves all sums alike, and with it their order stays that of
 * the losses as they are.
 * @throws UserError when no epoch is left.
 */
export function accumulatedLosses({ sampleCount, length, values }: LossCurves, countedFrom: number): Float32Array {
  if (countedFrom >= length) {
    throw new UserError({
      what: `the probing has ${String(length)} epochs, and none is left of them from epoch ${String(countedFrom)} on.`,
      where: 'countedFrom',
      fix: 'Probe for more epochs, or count from an earlier one.',
    });
  }
  const sums = new Float64Array(sampleCount);
  for (let epoch = countedFrom; epoch < length; epoch++) {
    const lossOf = (sample: number): number => values[sample * length + epoch] as number;
    let mean = 0;
    for (let sample = 0; sample < sampleCount; sample++) mean += lossOf(sample) / sampleCount;
    for (let sample = 0; sample < sampleCount; sample++)
      sums[sample] = (sums[sample] as number) + lossOf(sample) - mean;
  }
  return Float32Array.from(sums);
}
