import type { ClassEvaluation, Evaluation } from './types.ts';
import { classThirds } from '@ballast/core';
import type { Predictions } from './predict.ts';

/** NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] as number;
  return sum / values.length;
}

/** The share of samples whose predicted class is their label. */
export function accuracy(predicted: Int32Array, labels: Int32Array): number {
  return predicted.reduce((correct, label, index) => correct + Number(label === labels[index]), 0) / predicted.length;
}

/** [K][K] counts of samples, row = label, column = predicted class. */
export function confusionMatrix(predicted: Int32Array, labels: Int32Array, classCount: number): number[][] {
  const matrix = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  predicted.forEach((column, index) => {
    const row = matrix[labels[index] ?? 0];
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  });
  return matrix;
}

/** [K] the share of each class's samples that are predicted as it; NaN for a class without samples. */
export function perClassAccuracy(confusion: readonly (readonly number[])[]): number[] {
  return confusion.map((row, label) => (row[label] ?? 0) / row.reduce((sum, count) => sum + count, 0));
}

/** Loss and accuracy against given labels. */
export function evaluatePredictions({ classes, losses }: Predictions, labels: Int32Array): Evaluation {
  return { loss: mean(losses), accuracy: accuracy(classes, labels) };
}

/**
 * Loss, accuracy, accuracy per class and over head, medium and tail classes.
 * @param trainCounts [K] counts of the given labels of the train set, which order the classes.
 */
export function evaluateClasses(
  predictions: Predictions,
  labels: Int32Array,
  trainCounts: readonly number[],
): ClassEvaluation {
  const perClass = perClassAccuracy(confusionMatrix(predictions.classes, labels, trainCounts.length));
  const { head, medium, tail } = classThirds(trainCounts);
  const over = (classes: readonly number[]): number => mean(classes.map((label) => perClass[label] ?? Number.NaN));
  return {
    ...evaluatePredictions(predictions, labels),
    perClass,
    head: over(head),
    medium: over(medium),
    tail: over(tail),
  };
}
