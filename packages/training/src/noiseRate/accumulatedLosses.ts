import { blocksOf, UserError, type LossCurves } from '@ballast/core';

/**
 * [N] normalised losses summed over the epochs from `countedFrom` on: of each epoch's losses their mean over all
 * samples is taken off (O2U-Net, Huang et al. 2019). It moves all sums alike, and with it their order stays that of
 * the losses as they are.
 * @throws UserError when no epoch is left.
 */
export function accumulatedLosses(curves: LossCurves, countedFrom: number): Float32Array {
  const { sampleCount, length } = curves;
  if (countedFrom >= length) {
    throw new UserError({
      what: `the probing has ${String(length)} epochs, and none is left of them from epoch ${String(countedFrom)} on.`,
      where: 'countedFrom',
      fix: 'Probe for more epochs, or count from an earlier one.',
    });
  }
  const means = meansByEpoch(curves);
  const sums = new Float32Array(sampleCount);
  for (const { first, count, values } of blocksOf(curves)) {
    for (let sample = 0; sample < count; sample++) {
      let sum = 0;
      for (let epoch = countedFrom; epoch < length; epoch++) {
        sum = sum + (values[sample * length + epoch] as number) - (means[epoch] as number);
      }
      sums[first + sample] = sum;
    }
  }
  return sums;
}

/** [length] over all samples. */
function meansByEpoch(curves: LossCurves): Float64Array {
  const { sampleCount, length } = curves;
  const means = new Float64Array(length);
  for (const { values } of blocksOf(curves)) {
    for (let start = 0; start < values.length; start += length) {
      for (let epoch = 0; epoch < length; epoch++) {
        means[epoch] = (means[epoch] as number) + (values[start + epoch] as number) / sampleCount;
      }
    }
  }
  return means;
}
