import type { PrototypeOptions } from './options.ts';

/** Cosines between the samples of one class, [m, m] row by row. */
export interface Similarities {
  readonly count: number;
  readonly values: Float32Array;
}

/** ρ_i = Σ_j sign(S_ij − S_c): how many samples lie near, less those that lie far (Han et al. 2019, eq. 2). */
export function densities({ count, values }: Similarities, cutoff: number): number[] {
  return Array.from({ length: count }, (_, sample) =>
    values.subarray(sample * count, (sample + 1) * count).reduce((sum, value) => sum + Math.sign(value - cutoff), 0),
  );
}

/**
 * η_i: the largest similarity to a sample in a denser place; for the densest, the smallest similarity of all
 * (Han et al. 2019, eq. 3).
 */
export function peakSimilarities({ count, values }: Similarities, density: readonly number[]): number[] {
  const densest = Math.max(...density);
  return density.map((own, sample) => {
    const row = values.subarray(sample * count, (sample + 1) * count);
    if (own === densest) return row.reduce((least, value) => Math.min(least, value), Infinity);
    return row.reduce(
      (most, value, other) => ((density[other] as number) > own ? Math.max(most, value) : most),
      -Infinity,
    );
  });
}

/** The value below which a share of the values lies. */
export function quantile(values: Float32Array, share: number): number {
  const place = Math.min(values.length - 1, Math.floor(share * values.length));
  return values.slice().sort()[place] as number;
}

/** Places of a class's prototypes: the densest samples that are no neighbours of a denser one; the densest of all at least. */
export function selectPrototypes(
  similarities: Similarities,
  { prototypesPerClass, cutoffQuantile, maxPeakSimilarity }: PrototypeOptions,
): number[] {
  const density = densities(similarities, quantile(similarities.values, cutoffQuantile));
  const peaks = peakSimilarities(similarities, density);
  const byDensity = density.map((_, sample) => sample).sort((a, b) => (density[b] as number) - (density[a] as number));
  const apart = byDensity.filter((sample) => (peaks[sample] as number) < maxPeakSimilarity);
  return (apart.length > 0 ? apart : byDensity.slice(0, 1)).slice(0, prototypesPerClass);
}
