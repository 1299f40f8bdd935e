import { blocksOf, UserError, type LossCurves } from '@ballast/core';
import type { CurveNetOptions } from './options.ts';

type Window = Pick<CurveNetOptions, 'removedStart' | 'dropLast'>;

/**
 * The epochs that CurveNet looks at: without the first `removedStart` and, if asked for, the last.
 * @throws UserError when nothing is left.
 */
export function cutWindow(curves: LossCurves, { removedStart, dropLast }: Window): LossCurves {
  const { sampleCount, length } = curves;
  const end = dropLast ? length - 1 : length;
  if (end <= removedStart) {
    throw new UserError({
      what: `the loss curves have ${String(length)} epochs, and none is left of them after \`removedStart: ${String(removedStart)}\`, \`dropLast: ${String(dropLast)}\`.`,
      where: 'weightNet',
      fix: 'Probe for more epochs, or remove fewer.',
    });
  }
  const kept = end - removedStart;
  const block = (first: number, count: number): Float32Array => {
    const values = curves.block(first, count);
    const cut = new Float32Array(count * kept);
    for (let sample = 0; sample < count; sample++) {
      cut.set(values.subarray(sample * length + removedStart, sample * length + end), sample * kept);
    }
    return cut;
  };
  return { sampleCount, length: kept, block };
}

/**
 * l_{i,t} − μ_{k,t} with μ the mean over the samples given class k (Jiang et al. 2022, eqs. 7–8);
 * with `mean-and-deviation` also divided by their standard deviation.
 */
export function normaliseByClass(
  curves: LossCurves,
  givenLabels: Int32Array,
  classCount: number,
  normalisation: CurveNetOptions['normalisation'],
): LossCurves {
  const centred = centreByClass(curves, givenLabels, classCount);
  return normalisation === 'mean' ? centred : scaleByClass(centred, givenLabels, classCount);
}

function centreByClass(curves: LossCurves, givenLabels: Int32Array, classCount: number): LossCurves {
  const means = meansByClass(curves, givenLabels, classCount);
  return mapCurves(curves, givenLabels, (value, cell) => value - (means[cell] as number));
}

function scaleByClass(centred: LossCurves, givenLabels: Int32Array, classCount: number): LossCurves {
  const squares = mapCurves(centred, givenLabels, (value) => value * value);
  const deviations = meansByClass(squares, givenLabels, classCount).map(Math.sqrt);
  // A class of one sample does not deviate from itself: 0 stays 0.
  return mapCurves(centred, givenLabels, (value, cell) => value / ((deviations[cell] as number) || 1));
}

/** [classCount, length] row-major */
function meansByClass(curves: LossCurves, givenLabels: Int32Array, classCount: number): Float64Array {
  const { length } = curves;
  const sums = new Float64Array(classCount * length);
  const counts = new Float64Array(classCount);
  for (const { first, count, values } of blocksOf(curves)) {
    givenLabels.subarray(first, first + count).forEach((label, sample) => {
      counts[label] = (counts[label] ?? 0) + 1;
      for (let epoch = 0; epoch < length; epoch++) {
        const cell = label * length + epoch;
        sums[cell] = (sums[cell] ?? 0) + (values[sample * length + epoch] ?? 0);
      }
    });
  }
  return sums.map((sum, cell) => sum / Math.max(counts[Math.floor(cell / length)] ?? 0, 1));
}

/** Each value mapped when it is asked for, with the place of its class and epoch in a [classCount, length] table. */
function mapCurves(
  curves: LossCurves,
  givenLabels: Int32Array,
  map: (value: number, cell: number) => number,
): LossCurves {
  const { sampleCount, length } = curves;
  return {
    sampleCount,
    length,
    block: (first, count) =>
      curves.block(first, count).map((value, index) => {
        const label = givenLabels[first + Math.floor(index / length)] ?? 0;
        return map(value, label * length + (index % length));
      }),
  };
}
