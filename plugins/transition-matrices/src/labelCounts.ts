import type { NamedArray } from '@ballast/core';

/** Rows of φ_kj = P(ỹ = j | z = k) from counts [K, K] under a Dirichlet prior: (C + α) / row sum. */
export function transitionOfCounts({ shape, data }: NamedArray, concentration: number): NamedArray {
  const classCount = shape[0] as number;
  const transition = new Float32Array(data.length);
  for (let row = 0; row < classCount; row++) {
    const counts = Array.from(data.subarray(row * classCount, (row + 1) * classCount));
    const total = counts.reduce((sum, count) => sum + count + concentration, 0);
    counts.forEach((count, column) => {
      transition[row * classCount + column] = (count + concentration) / total;
    });
  }
  return { shape, data: transition };
}

/** C_kj: how many samples of given label j are taken for class k. */
export function countAssignments(assigned: Int32Array, givenLabels: Int32Array, classCount: number): NamedArray {
  const data = new Int32Array(classCount * classCount);
  assigned.forEach((label, sample) => {
    move(data, label * classCount + (givenLabels[sample] as number), 1);
  });
  return { shape: [classCount, classCount], data };
}

/** Moves samples from the class that they were taken for to a newly drawn one; changes counts and assignments in place. */
export function reassign(
  counts: NamedArray,
  assigned: NamedArray,
  givenLabels: Int32Array,
  positions: Int32Array,
  drawn: ArrayLike<number>,
): void {
  const classCount = counts.shape[0] as number;
  positions.forEach((position, index) => {
    const given = givenLabels[position] as number;
    const label = drawn[index] as number;
    move(counts.data, (assigned.data[position] as number) * classCount + given, -1);
    move(counts.data, label * classCount + given, 1);
    assigned.data[position] = label;
  });
}

function move(counts: NamedArray['data'], index: number, by: number): void {
  counts[index] = (counts[index] as number) + by;
}
