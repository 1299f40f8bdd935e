import { midranks } from './ranks.ts';

/** Sums that differ by less are the same: differences of accuracies carry rounding errors. */
const tolerance = 1e-12;

/**
 * Two-sided p of Wilcoxon's signed-rank test (Wilcoxon 1945): differences of zero are left out, equal ones share their
 * mean rank, and the distribution is the exact one over all signs, given these ranks.
 * @param differences of pairs, in any unit
 * @returns in (0, 1]; 1 where no difference is left.
 */
export function wilcoxonSignedRank(differences: readonly number[]): number {
  const kept = differences.filter((difference) => Math.abs(difference) > tolerance);
  // Twice a mean rank is an integer, so that rank sums can index a table.
  const doubledRanks = midranks(kept.map((difference) => roundedTo(Math.abs(difference)))).map((rank) => 2 * rank);
  const total = doubledRanks.reduce((sum, rank) => sum + rank, 0);
  const positive = doubledRanks.reduce((sum, rank, index) => sum + ((kept[index] ?? 0) > 0 ? rank : 0), 0);
  const shares = shareOfSigns(doubledRanks, total);
  const tail = shares.slice(0, Math.min(positive, total - positive) + 1).reduce((sum, share) => sum + share, 0);
  return Math.min(1, 2 * tail);
}

/** The smallest p that so many pairs can give, all differences having one sign. */
export function smallestWilcoxon(pairs: number): number {
  return Math.min(1, 2 ** (1 - pairs));
}

/** [total + 1] the share of all 2^n choices of signs whose positive ranks sum to each value. */
function shareOfSigns(ranks: readonly number[], total: number): number[] {
  const shares = new Array<number>(total + 1).fill(0);
  shares[0] = 1;
  for (const rank of ranks) {
    for (let sum = total; sum >= 0; sum--) {
      shares[sum] = ((shares[sum] ?? 0) + (sum >= rank ? (shares[sum - rank] ?? 0) : 0)) / 2;
    }
  }
  return shares;
}

/** Differences that are equal but for rounding errors tie. */
function roundedTo(value: number): number {
  return Math.round(value / tolerance) * tolerance;
}
