import { UserError, type SampleSet } from '@ballast/core';
import { z } from 'zod';
import { shareAbove } from './otsu.ts';

/** How a method that forgets a share of the samples gets to know how many are mislabelled. YAML reads a plain true as a boolean. */
export const NoiseRate = z
  .union([z.enum(['true', 'estimated']), z.literal(true).transform(() => 'true' as const), z.number().min(0).lt(1)])
  .describe(
    '`true`: the share of wrong labels, which only an oracle knows; `estimated`: from the losses of the probing; or a number that you expect.',
  );

export type NoiseRate = z.infer<typeof NoiseRate>;

/** The rates that tell a method the truth. */
export function isOracle(rate: NoiseRate): boolean {
  return rate === 'true';
}

/**
 * The share of the set's labels that the method is to take for wrong, in [0, 1).
 * @param losses [N] what the probing says of every sample, the higher the more probably mislabelled; asked for an
 * estimate alone, which is the share above Otsu's threshold
 * @throws UserError when the truth is wanted and nobody knows it.
 */
export function noiseRateOf(
  rate: NoiseRate,
  { givenLabels, trueLabels }: SampleSet,
  losses: () => Float32Array,
): number {
  if (typeof rate === 'number') return rate;
  if (rate === 'estimated') return shareAbove(losses());
  if (trueLabels === undefined) {
    throw new UserError({
      what: 'nobody knows how many labels of this data set are wrong.',
      where: 'noiseRate',
      fix: 'Give the number that you expect, or take `noiseRate: estimated`.',
    });
  }
  const wrong = givenLabels.filter((label, position) => label !== trueLabels[position]).length;
  return wrong / givenLabels.length;
}
