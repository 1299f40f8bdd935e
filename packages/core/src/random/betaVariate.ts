import type { Random } from './random.ts';

/** A draw of Beta(α, α), α > 0: symmetric around ½, near 0 and 1 for a small α, near ½ for a large one. */
export function betaVariate(alpha: number, random: Random): number {
  return alpha <= 1 ? byPowers(alpha, random) : byGammas(alpha, random);
}

/** Jöhnk 1964: the share of u^(1/α) in u^(1/α) + v^(1/α), where that sum is at most 1, which is rare for a large α. */
function byPowers(alpha: number, random: Random): number {
  for (;;) {
    const [first, second] = [random.uniform() ** (1 / alpha), random.uniform() ** (1 / alpha)];
    const sum = first + second;
    if (sum > 0 && sum <= 1) return first / sum;
  }
}

/** The share of one Gamma(α) variate in two. */
function byGammas(alpha: number, random: Random): number {
  const [first, second] = [gammaVariate(alpha, random), gammaVariate(alpha, random)];
  return first / (first + second);
}

/** Gamma(α, 1) for α ≥ 1 by the squeeze of a cubed normal (Marsaglia and Tsang 2000). */
function gammaVariate(alpha: number, random: Random): number {
  const scale = alpha - 1 / 3;
  const spread = 1 / Math.sqrt(9 * scale);
  for (;;) {
    const normal = random.normal();
    const cubed = (1 + spread * normal) ** 3;
    if (cubed <= 0) continue;
    if (Math.log(1 - random.uniform()) < normal ** 2 / 2 + scale * (1 - cubed + Math.log(cubed))) return scale * cubed;
  }
}
