import type { Batch, BatchRequest, PhaseContext, Sampler, SampleSet } from '@ballast/core';
import { allPositions } from './batches.ts';

export interface EpochBatches {
  readonly sampler: Sampler;
  readonly epoch: number;
  readonly batchSize: number;
  /** The suite's augmentation unless given. */
  readonly views?: BatchRequest['views'] | undefined;
  /** The places in the set that the epoch is about; all unless given. */
  readonly positions?: Int32Array | undefined;
}

/** One epoch's batches of a set in the sampler's order; order and augmentation have streams of their own. */
export function epochBatches(context: PhaseContext, set: SampleSet, options: EpochBatches): AsyncIterable<Batch> {
  const { sampler, epoch, batchSize, views = ['standard'], positions = allPositions(set) } = options;
  const order = sampler.epochOrder({
    givenLabels: positions.map((position) => set.givenLabels[position] as number),
    classCount: context.task.classCount,
    epoch,
    random: context.random.split('batch order').split(epoch),
  });
  const random = context.random.split('augmentation').split(epoch);
  return context.batches(set, { order: order.map((place) => positions[place] as number), batchSize, views, random });
}
