/**
 * The places, ascending, of the ⌊(1 − rate) · N⌋ samples with the lowest losses; of equal ones the first.
 * @param losses [N]
 * @param rate the share that is dropped, in [0, 1)
 */
export function keptSamples(losses: Float32Array, rate: number): Int32Array {
  const order = Array.from(losses.keys()).sort((one, other) => (losses[one] as number) - (losses[other] as number));
  // A rate that counts wrong labels is a fraction of N: the product is a whole number but for rounding.
  const count = Math.floor((1 - rate) * losses.length + 1e-6);
  return Int32Array.from(order.slice(0, count)).sort();
}
