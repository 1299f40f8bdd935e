import type { ClassEvaluation, Evaluation } from './types.ts';
import { balancedAccuracy, classThirds, macroF1, perClassAccuracy, perClassPrecision } from '@ballast/core';
import { calibrationError } from './calibration.ts';
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

/** Loss, accuracy and the scores for unbalanced classes, against given labels. */
export function evaluatePredictions({ classes, losses, confidences }: Predictions, labels: Int32Array): Evaluation {
  const classCount = 1 + Math.max(highest(classes), highest(labels));
  const confusion = confusionMatrix(classes, labels, classCount);
  return {
    loss: mean(losses),
    accuracy: accuracy(classes, labels),
    balancedAccuracy: balancedAccuracy(confusion),
    macroF1: macroF1(confusion),
    calibrationError: calibrationError(confidences, (sample) => classes[sample] === labels[sample]),
  };
}

/**
 * The same with recall and precision per class, and accuracy over head, medium and tail classes.
 * @param trainCounts [K] counts of the given labels of the train set, which order the classes.
 */
export function evaluateClasses(
  predictions: Predictions,
  labels: Int32Array,
  trainCounts: readonly number[],
): ClassEvaluation {
  const confusion = confusionMatrix(predictions.classes, labels, trainCounts.length);
  const perClass = perClassAccuracy(confusion);
  const { head, medium, tail } = classThirds(trainCounts);
  const over = (classes: readonly number[]): number => mean(classes.map((label) => perClass[label] ?? Number.NaN));
  return {
    ...evaluatePredictions(predictions, labels),
    perClass,
    precision: perClassPrecision(confusion),
    head: over(head),
    medium: over(medium),
    tail: over(tail),
  };
}

function highest(labels: Int32Array): number {
  return labels.reduce((most, label) => Math.max(most, label), 0);
}
