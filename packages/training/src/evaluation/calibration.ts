const usualBins = 15;

/**
 * Expected calibration error (Guo et al. 2017, equation 3): samples in bins of equal width by the probability of the
 * predicted class, and the mean over samples of |share that is right − mean probability| of their bin. NaN for no
 * samples.
 * @param confidences [N] the probability of the predicted class, in [0, 1].
 * @param isRight [N]
 */
export function calibrationError(
  confidences: ArrayLike<number>,
  isRight: (sample: number) => boolean,
  binCount = usualBins,
): number {
  const surplus = new Float64Array(binCount);
  for (let sample = 0; sample < confidences.length; sample++) {
    const confidence = confidences[sample] as number;
    const bin = Math.min(binCount - 1, Math.floor(confidence * binCount));
    surplus[bin] = (surplus[bin] as number) + Number(isRight(sample)) - confidence;
  }
  return surplus.reduce((total, value) => total + Math.abs(value), 0) / confidences.length;
}
