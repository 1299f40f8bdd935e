import type { Batch, BatchRequest, PhaseContext } from '@ballast/core';
import { cycleBatches } from '../loops/batches.ts';
import type { EpochSets } from './epochSets.ts';

export interface MetaBatches {
  readonly epoch: number;
  readonly batchSize: number;
  /** The suite's augmentation unless given. */
  readonly views?: BatchRequest['views'];
}

/** Batches of a meta set without end, every round in an order of its own; order and augmentation have their own stream. */
export function metaBatches(
  context: PhaseContext,
  { set, positions }: EpochSets['meta'],
  { epoch, batchSize, views = ['standard'] }: MetaBatches,
): AsyncGenerator<Batch> {
  const random = context.random.split('meta batches').split(epoch);
  return cycleBatches(context, set, { batchSize, views, positions, random });
}
