/**
 * Cuts an order into ⌈N / batchSize⌉ batches whose sizes differ by at most one.
 * Where N is far larger than the batch this is the usual cut. Where it is not, a left-over batch of a few samples would
 * take as long a step as a full one: on the digits (645 samples in batches of 64, so 5 left over) that cost plain cross
 * entropy ten points of accuracy, and a method with 30 more samples nothing.
 */
export function evenSlices(order: Int32Array, batchSize: number): Int32Array[] {
  const count = Math.ceil(order.length / batchSize);
  const bound = (batch: number) => Math.floor((batch * order.length) / count);
  return Array.from({ length: count }, (_, batch) => order.slice(bound(batch), bound(batch + 1)));
}
