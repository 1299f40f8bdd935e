import type { LossCurves } from '../contracts/weight-net.ts';

/** Loss curves that are in memory: `values` [sampleCount, length], row-major. */
export function lossCurvesOf(sampleCount: number, length: number, values: Float32Array): LossCurves {
  return new LossCurvesInMemory(sampleCount, length, values);
}

/** A class, so that two of them are compared by their values. */
class LossCurvesInMemory implements LossCurves {
  constructor(
    readonly sampleCount: number,
    readonly length: number,
    private readonly values: Float32Array,
  ) {}

  block(first: number, count: number): Float32Array {
    checkBlock(this.sampleCount, first, count);
    return this.values.subarray(first * this.length, (first + count) * this.length);
  }
}

/** @throws RangeError when there are no samples `first` to `first + count − 1`. */
export function checkBlock(sampleCount: number, first: number, count: number): void {
  if (first >= 0 && count >= 0 && first + count <= sampleCount) return;
  throw new RangeError(`There are no ${String(count)} samples from ${String(first)} on of ${String(sampleCount)}.`);
}

export interface LossCurveBlock {
  /** The place of its first sample. */
  readonly first: number;
  readonly count: number;
  /** [count, length] row-major */
  readonly values: Float32Array;
}

const numbersPerBlock = 2 ** 20;

/** All curves in order, some 4 MiB at a time. */
export function* blocksOf(curves: LossCurves): Generator<LossCurveBlock> {
  const most = Math.max(1, Math.floor(numbersPerBlock / Math.max(1, curves.length)));
  for (let first = 0; first < curves.sampleCount; first += most) {
    const count = Math.min(most, curves.sampleCount - first);
    yield { first, count, values: curves.block(first, count) };
  }
}

/** [N] the mean of each curve from the epoch `from` on, epochs without a loss left out; NaN where there is none. */
export function meanLosses(curves: LossCurves, from = 0): Float64Array {
  const means = new Float64Array(curves.sampleCount);
  for (const { first, count, values } of blocksOf(curves)) {
    for (let sample = 0; sample < count; sample++) {
      means[first + sample] = meanOfKnown(values, sample * curves.length + from, (sample + 1) * curves.length);
    }
  }
  return means;
}

function meanOfKnown(losses: Float32Array, start: number, end: number): number {
  let [sum, count] = [0, 0];
  for (let at = start; at < end; at++) {
    const loss = losses[at] as number;
    if (Number.isNaN(loss)) continue;
    sum += loss;
    count++;
  }
  return sum / count;
}
