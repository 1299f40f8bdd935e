import type { EpochRecord, MetaSetSource, PhaseContext, Sampler } from '@ballast/core';
import { pairWithMeta, type TrainAndMetaBatch } from '../loops/batches.ts';
import { epochBatches } from '../loops/epochBatches.ts';
import { currentLosses } from './currentLosses.ts';
import { epochSets } from './epochSets.ts';
import { metaBatches } from './metaBatches.ts';

export interface MetaLearningBatches {
  readonly epoch: number;
  readonly sampler: Sampler;
  readonly metaSet: MetaSetSource;
  readonly batchSize: number;
  /** Null is `batchSize`. */
  readonly metaBatchSize: number | null;
  /** [N] of the train set, where a meta set is not drawn by the losses of the classifier as it is. */
  readonly losses?: Float32Array | undefined;
}

/**
 * The train batches of an epoch, each with one of the meta set. For a meta set that is drawn by the losses of the
 * classifier as it is, it passes over the train set first.
 * @throws UserError when a class has too few samples.
 */
export async function metaLearningBatches(
  context: PhaseContext,
  classifier: EpochRecord['classifier'],
  options: MetaLearningBatches,
): Promise<AsyncIterable<TrainAndMetaBatch>> {
  const { train } = context.task;
  const { epoch, sampler, metaSet, batchSize } = options;
  const isByCurrentLosses = metaSet.draw !== undefined && options.losses === undefined;
  const losses = isByCurrentLosses
    ? await currentLosses(context, train, classifier, { epoch, batchSize })
    : options.losses;
  const { trainPositions, meta } = epochSets(context, metaSet, epoch, losses);
  return pairWithMeta(
    epochBatches(context, train, { sampler, epoch, batchSize, positions: trainPositions }),
    metaBatches(context, meta, { epoch, batchSize: options.metaBatchSize ?? batchSize }),
  );
}
