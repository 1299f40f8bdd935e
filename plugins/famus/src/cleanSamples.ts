import { fitGaussianMixture, lowerPosteriors, MixtureOptions, scaled } from '@ballast/training';

/**
 * Places of the samples that belong to the low-loss one of two Gaussians, fitted to the losses scaled to [0, 1]
 * (Li et al. 2020, section 3.1); all of them where the losses do not differ.
 * @param losses [N]
 * @param above the posterior that they have to exceed
 */
export function cleanPositions(losses: Float32Array, above: number): Int32Array {
  const values = scaled(losses);
  const posteriors = lowerPosteriors(values, fitGaussianMixture(values, MixtureOptions.parse({})).mixture);
  const all = Int32Array.from(losses, (_, position) => position);
  const clean = all.filter((position) => (posteriors[position] as number) > above);
  return clean.length > 0 ? clean : all;
}
