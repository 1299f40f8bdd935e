import { UserError, type LossCurves } from '@ballast/core';
import type { CurveNetOptions } from './options.ts';

type Window = Pick<CurveNetOptions, 'removedStart' | 'dropLast'>;

/**
 * The epochs that CurveNet looks at: without the first `removedStart` and, if asked for, the last.
 * @throws UserError when nothing is left.
 */
export function cutWindow({ sampleCount, length, values }: LossCurves, { removedStart, dropLast }: Window): LossCurves {
  const end = dropLast ? length - 1 : length;
  if (end <= removedStart) {
    throw new UserError({
      what: `the loss curves have ${String(length)} epochs, and none is left of them after \`removedStart: ${String(removedStart)}\`, \`dropLast: ${String(dropLast)}\`.`,
      where: 'weightNet',
      fix: 'Probe for more epochs, or remove fewer.',
    });
  }
  const kept = new Float32Array(sampleCount * (end - removedStart));
  for (let sample = 0; sample < sampleCount; sample++) {
    const row = values.subarray(sample * length + removedStart, sample * length + end);
    kept.set(row, sample * (end - removedStart));
  }
  return { sampleCount, length: end - removedStart, values: kept };
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
function meansByClass({ length, values }: LossCurves, givenLabels: Int32Array, classCount: number): Float64Array {
  const sums = new Float64Array(classCount * length);
  const counts = new Float64Array(classCount);
  givenLabels.forEach((label, sample) => {
    counts[label] = (counts[label] ?? 0) + 1;
    for (let epoch = 0; epoch < length; epoch++) {
      const cell = label * length + epoch;
      sums[cell] = (sums[cell] ?? 0) + (values[sample * length + epoch] ?? 0);
    }
  });
  return sums.map((sum, cell) => sum / Math.max(counts[Math.floor(cell / length)] ?? 0, 1));
}

/** Each value mapped, with the place of its class and epoch in a [classCount, length] table. */
function mapCurves(
  { sampleCount, length, values }: LossCurves,
  givenLabels: Int32Array,
  map: (value: number, cell: number) => number,
): LossCurves {
  const mapped = values.map((value, index) => {
    const label = givenLabels[Math.floor(index / length)] ?? 0;
    return map(value, label * length + (index % length));
  });
  return { sampleCount, length, values: mapped };
}
