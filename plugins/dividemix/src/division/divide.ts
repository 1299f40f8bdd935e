import { fitGaussianMixture, lowerPosteriors, type MixtureOptions } from '@ballast/training';

export interface Division {
  /** Places of the samples that keep their labels. */
  readonly labelled: Int32Array;
  /** Places of the others. */
  readonly unlabelled: Int32Array;
}

/**
 * [N] the probability that each sample's label is right: that its loss is of the lower of two Gaussians
 * (Li et al. 2020, section 3.1).
 */
export function cleanProbabilities(losses: Float32Array, options: MixtureOptions): Float32Array {
  return lowerPosteriors(losses, fitGaussianMixture(losses, options).mixture);
}

/** By a threshold; the surest sample is always labelled, the least sure one never, so that neither part is empty. */
export function divide(probabilities: Float32Array, threshold: number): Division {
  let [surest, leastSure] = [0, probabilities.length - 1];
  probabilities.forEach((probability, sample) => {
    if (probability > (probabilities[surest] as number)) surest = sample;
    if (probability < (probabilities[leastSure] as number)) leastSure = sample;
  });
  const all = Int32Array.from(probabilities, (_, sample) => sample);
  const isLabelled = (sample: number): boolean =>
    sample === surest || (sample !== leastSure && (probabilities[sample] as number) > threshold);
  return { labelled: all.filter(isLabelled), unlabelled: all.filter((sample) => !isLabelled(sample)) };
}

/**
 * Places for so many full batches: the set in one random order after another. All batches then have one size, and a
 * compiled step one form.
 */
export function fullBatchOrder(
  positions: Int32Array,
  length: number,
  permutation: (length: number) => Int32Array,
): Int32Array {
  const order = new Int32Array(length);
  for (let start = 0; start < length; start += positions.length) {
    const round = permutation(positions.length).map((place) => positions[place] as number);
    order.set(round.subarray(0, length - start), start);
  }
  return order;
}
