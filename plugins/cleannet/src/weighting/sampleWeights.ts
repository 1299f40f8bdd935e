import type { NamedArray } from '@ballast/core';
import type { CleanNetOptions } from '../options.ts';

/**
 * w = max(0, cos), or 1 from a threshold on and else 0 (Lee et al. 2018, soft and hard weighting).
 * @param similarities [N] cos
 * @returns [N]
 */
export function sampleWeights(
  { shape, data }: NamedArray,
  { weighting, threshold }: Pick<CleanNetOptions, 'weighting' | 'threshold'>,
): NamedArray {
  const weightOf =
    weighting === 'soft'
      ? (cosine: number) => Math.max(0, cosine)
      : (cosine: number) => Number(cosine >= Math.fround(threshold));
  return { shape, data: Float32Array.from(data, weightOf) };
}
