import { z } from 'zod';
import type { CellSummary } from '../results/types.ts';
import type { Json } from '@ballast/core';
import { readOrUndefined } from './phaseFolder.ts';

/** JSON has no NaN: the accuracy of a class without test samples is stored as null. */
const Accuracy = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

const scores = {
  loss: Accuracy,
  accuracy: Accuracy,
  balancedAccuracy: Accuracy.optional(),
  macroF1: Accuracy.optional(),
  calibrationError: Accuracy.optional(),
};
const Evaluation = z.object({
  epoch: z.number(),
  ...scores,
  perClass: z.array(Accuracy),
  precision: z.array(Accuracy).optional(),
  head: Accuracy,
  medium: Accuracy,
  tail: Accuracy,
});
const Counts = z.array(z.number());

const DetectionAreas = z.object({ sampleWeights: z.number().optional(), probingLoss: z.number().optional() });

const Summary = z.object({
  last: Evaluation,
  bestOnValidation: Evaluation.optional(),
  selectedBy: z.enum(['accuracy', 'balancedAccuracy', 'macroF1']).optional(),
  bestOnTest: Evaluation.optional(),
  testLabelsUnchecked: z.boolean().optional(),
  otherTests: z.record(z.string(), z.object(scores)).optional(),
  confusion: z.array(Counts),
  cleanCounts: Counts,
  mislabelledCounts: Counts,
  noiseDetection: DetectionAreas.extend({ withinClasses: DetectionAreas.optional() }).optional(),
  meanWeight: z.object({ clean: z.number(), mislabelled: z.number().optional() }).optional(),
});

const StoredSummary = z.object({ id: z.string(), summary: Summary });

export function encodeSummary(id: string, summary: CellSummary): Json {
  return JSON.parse(JSON.stringify({ id, summary })) as Json;
}

/** Undefined when the file is missing, damaged, or of another cell. */
export function decodeSummary(file: string, id: string): CellSummary | undefined {
  const stored = readOrUndefined(file, StoredSummary);
  return stored?.id === id ? (stored.summary as CellSummary) : undefined; // a key that JSON left out is undefined
}
