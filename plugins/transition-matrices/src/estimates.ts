import type { NamedArray } from '@ballast/core';

/**
 * Row i is what the network says of the sample that it is surest belongs to class i (Patrini et al. 2017, eq. 13).
 * @param probabilities [N, K] of the train set
 * @returns T [K, K], T_ij = P(ỹ = j | y = i)
 */
export function transitionFromAnchors({ shape, data }: NamedArray): NamedArray {
  const [count, classCount] = shape as [number, number];
  const transition = new Float32Array(classCount * classCount);
  for (let label = 0; label < classCount; label++) {
    let anchor = 0;
    for (let sample = 1; sample < count; sample++) {
      if (at(data, sample, label, classCount) > at(data, anchor, label, classCount)) anchor = sample;
    }
    transition.set(data.subarray(anchor * classCount, (anchor + 1) * classCount), label * classCount);
  }
  return { shape: [classCount, classCount], data: transition };
}

/**
 * Row i counts the given labels of all samples, each by the probability that it belongs to class i:
 * T_i· ∝ Σ_n p_i(x_n) · onehot(ỹ_n) (the second estimate of the authors' code of LCCN).
 * @param probabilities [N, K] of the train set
 */
export function transitionFromCounts({ shape, data }: NamedArray, givenLabels: Int32Array): NamedArray {
  const [count, classCount] = shape as [number, number];
  const sums = new Float64Array(classCount * classCount);
  for (let sample = 0; sample < count; sample++) {
    for (let label = 0; label < classCount; label++) {
      add(sums, label * classCount + (givenLabels[sample] as number), at(data, sample, label, classCount));
    }
  }
  return rowsOf(sums, classCount);
}

/**
 * Row i is the mean of what the network, trained on noisy labels, says of the trusted samples of class i
 * (Hendrycks et al. 2018, eq. 2); the identity's row where there are none.
 * @param probabilities [M, K] of the trusted samples
 * @param labels [M] theirs
 */
export function transitionFromTrusted({ shape, data }: NamedArray, labels: Int32Array): NamedArray {
  const [count, classCount] = shape as [number, number];
  const sums = new Float64Array(classCount * classCount);
  for (let sample = 0; sample < count; sample++) {
    for (let given = 0; given < classCount; given++) {
      add(sums, (labels[sample] as number) * classCount + given, at(data, sample, given, classCount));
    }
  }
  return rowsOf(sums, classCount);
}

/** Rows that sum to 1; one without any mass believes the labels. */
function rowsOf(sums: Float64Array, classCount: number): NamedArray {
  const data = new Float32Array(sums.length);
  for (let row = 0; row < classCount; row++) {
    const values = sums.subarray(row * classCount, (row + 1) * classCount);
    const total = values.reduce((sum, value) => sum + value, 0);
    values.forEach((value, column) => {
      data[row * classCount + column] = total > 0 ? value / total : Number(row === column);
    });
  }
  return { shape: [classCount, classCount], data };
}

function at(data: NamedArray['data'], row: number, column: number, columns: number): number {
  return data[row * columns + column] as number;
}

function add(sums: Float64Array, index: number, value: number): void {
  sums[index] = (sums[index] as number) + value;
}
