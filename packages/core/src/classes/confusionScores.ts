/** Scores that do not let the large classes speak for the small ones; all of them are functions of a confusion matrix. */

type Confusion = readonly (readonly number[])[];

/** [K] of the samples predicted as a class, the share that is it; NaN for a class that is never predicted. */
export function perClassPrecision(confusion: Confusion): number[] {
  return confusion.map((row, label) => (row[label] ?? 0) / columnSum(confusion, label));
}

/** [K] recall: the share of each class's samples that are predicted as it; NaN for a class without samples. */
export function perClassAccuracy(confusion: Confusion): number[] {
  return confusion.map((row, label) => (row[label] ?? 0) / sum(row));
}

/** [K] 2·TP / (2·TP + FP + FN); NaN for a class that neither occurs nor is predicted. */
export function perClassF1(confusion: Confusion): number[] {
  return confusion.map((row, label) => (2 * (row[label] ?? 0)) / (sum(row) + columnSum(confusion, label)));
}

/** Mean recall over the classes that have samples (Brodersen et al. 2010). */
export function balancedAccuracy(confusion: Confusion): number {
  return meanOfKnown(perClassAccuracy(confusion));
}

/** Mean F1 over the classes that occur or are predicted. */
export function macroF1(confusion: Confusion): number {
  return meanOfKnown(perClassF1(confusion));
}

/** NaN where no class has a value. */
function meanOfKnown(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return sum(known) / known.length;
}

function columnSum(confusion: Confusion, label: number): number {
  return confusion.reduce((total, row) => total + (row[label] ?? 0), 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
