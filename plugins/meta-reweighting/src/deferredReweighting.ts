import { effectiveNumberWeights, UserError, type LearningTask } from '@ballast/core';
import { tf } from '@ballast/tensor';
import { epochAt, givenClassCounts } from '@ballast/training';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

export const DeferredReweightingOptions = z.strictObject({
  from: z
    .number()
    .nonnegative()
    .default(81)
    .describe(
      'First epoch with class weights: below 1 a fraction of the epochs, else an epoch; 81 in CurveNet’s code.',
    ),
  beta: z.number().min(0).lt(1).default(0.9999).describe('β of the effective number of samples.'),
  counts: z
    .union([z.enum(['given', 'true']), z.literal(true).transform(() => 'true' as const)]) // YAML's plain true
    .default('given')
    .describe('Of the given labels, or, as in CurveNet’s code, of the true ones: an oracle, which every table marks.'),
});

export type DeferredReweightingOptions = z.infer<typeof DeferredReweightingOptions>;

/** Class weights of the actual step from some epoch on. */
export interface DeferredReweighting {
  readonly first: number;
  /** [K], their sum is K. */
  readonly classWeights: readonly number[];
}

/** @throws UserError where true counts are asked for and nobody knows them. */
export function deferredReweighting(
  { from, beta, counts }: DeferredReweightingOptions,
  task: LearningTask,
  epochs: number,
): DeferredReweighting {
  const classCounts = counts === 'given' ? givenClassCounts(task.train, task.classCount) : trueClassCounts(task);
  return { first: epochAt(from, epochs), classWeights: effectiveNumberWeights(classCounts, beta) };
}

/** [B] the weights times those of the given classes, once it has begun (Cao et al. 2019, algorithm 1). */
export function withClassWeights(
  weights: Tensor1D,
  givenLabels: Tensor1D,
  { first, classWeights }: DeferredReweighting,
  epoch: number,
): Tensor1D {
  return epoch < first ? weights : tf.mul(weights, tf.gather(tf.tensor1d([...classWeights]), givenLabels));
}

function trueClassCounts({ train, classCount }: LearningTask): number[] {
  const { trueLabels } = train;
  if (trueLabels === undefined) {
    throw new UserError({
      what: 'nobody knows the true classes of this data set, and deferred re-weighting is to count them.',
      where: 'deferredReweighting.counts',
      fix: 'Use `counts: given`.',
    });
  }
  return givenClassCounts({ ...train, givenLabels: trueLabels }, classCount);
}
