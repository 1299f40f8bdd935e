import type { Batch, PhaseContext, Sampler, SampleSet } from '@ballast/core';

export interface EpochBatches {
  readonly sampler: Sampler;
  readonly epoch: number;
  readonly batchSize: number;
  /** True unless given. */
  readonly augment?: boolean | undefined;
}

/** One epoch's batches of a set in the sampler's order; order and augmentation have streams of their own. */
export function epochBatches(context: PhaseContext, set: SampleSet, options: EpochBatches): AsyncIterable<Batch> {
  const { sampler, epoch, batchSize, augment = true } = options;
  const order = sampler.epochOrder({
    givenLabels: set.givenLabels,
    classCount: context.task.classCount,
    epoch,
    random: context.random.split('batch order').split(epoch),
  });
  const random = context.random.split('augmentation').split(epoch);
  return context.batches(set, { order, batchSize, augment, random });
}
