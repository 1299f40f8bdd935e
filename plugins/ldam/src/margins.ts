/**
 * m_k ∝ n_k^(−1/4), scaled so that the smallest class has `maxMargin` (Cao et al. 2019, section 3.2).
 * @param classCounts [K]; a class without samples counts as having one.
 * @returns [K]
 */
export function classMargins(classCounts: readonly number[], maxMargin: number): number[] {
  const raw = classCounts.map((count) => Math.max(count, 1) ** -0.25);
  const scale = maxMargin / Math.max(...raw);
  return raw.map((margin) => margin * scale);
}
