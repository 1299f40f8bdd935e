import type { Batch, PhaseContext, Sampler } from '@ballast/core';
import { epochBatches, type EpochSets, metaBatches } from '@ballast/training';
import type { DynamicLossOptions } from './options.ts';

/** The batches of an epoch, each kind with streams of its own. */
export class DynamicLossBatches {
  constructor(
    private readonly context: PhaseContext,
    private readonly options: DynamicLossOptions,
    private readonly sampler: Sampler,
  ) {}

  /** In the strong and the weak view; of all samples, or those at the places given. */
  train(epoch: number, positions?: Int32Array): AsyncIterable<Batch> {
    const { strongView, weakView, batchSize } = this.options;
    return epochBatches(this.context, this.context.task.train, {
      sampler: this.sampler,
      epoch,
      batchSize,
      views: [strongView, weakView],
      positions,
    });
  }

  /** Of the meta set, without end. */
  meta(epoch: number, meta: EpochSets['meta']): AsyncIterable<Batch> {
    const { metaBatchSize, batchSize, strongView } = this.options;
    return metaBatches(this.context, meta, { epoch, batchSize: metaBatchSize ?? batchSize, views: [strongView] });
  }

  /** One pass over the meta set. */
  fineTuning(epoch: number, { set, positions }: EpochSets['meta']): AsyncIterable<Batch> {
    const random = this.context.random.split('fine-tuning').split(epoch);
    const order = random.split('order').permutation(positions.length);
    return this.context.batches(set, {
      order: order.map((place) => positions[place] as number),
      batchSize: this.options.batchSize,
      views: [this.options.strongView],
      random: random.split('augmentation'),
    });
  }
}
