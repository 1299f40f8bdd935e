/**
 * p values corrected for their number by Holm's step-down procedure (Holm 1979), in the order given: rejecting those
 * below α keeps the chance of any wrong rejection below α, whatever the tests have in common.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((one, other) => one.p - other.p);
  const corrected = new Array<number>(pValues.length).fill(1);
  let highest = 0;
  order.forEach(({ p, index }, place) => {
    highest = Math.max(highest, Math.min(1, p * (pValues.length - place)));
    corrected[index] = highest;
  });
  return corrected;
}
