import { drawLabels, type CorruptedLabels, type NoiseTask, type TransitionMatrix } from '@ballast/core';

/** Labels drawn from a transition matrix; the stream is not that of the matrix itself. */
export function corruptByMatrix(task: NoiseTask, transitionMatrix: TransitionMatrix): CorruptedLabels {
  const givenLabels = drawLabels(transitionMatrix, task.trueLabels, task.random.split('labels'));
  return { givenLabels, transitionMatrix };
}

/** A [K, K] matrix, row = true class. */
export function matrixOf(classCount: number, entry: (row: number, column: number) => number): TransitionMatrix {
  return Array.from({ length: classCount }, (_, row) =>
    Array.from({ length: classCount }, (__, column) => entry(row, column)),
  );
}

/** Class i goes to each of `targets[i]` with equal shares of `rate`; a class without targets stays clean. */
export function targetMatrix(targets: readonly (readonly number[])[], rate: number): TransitionMatrix {
  return matrixOf(targets.length, (row, column) => {
    const ofRow = targets[row] ?? [];
    if (row === column) return ofRow.length === 0 ? 1 : 1 - rate;
    return ofRow.includes(column) ? rate / ofRow.length : 0;
  });
}
