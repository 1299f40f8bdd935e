import type { EpochRecord, PhaseContext, SampleSet, View } from '@ballast/core';
import { predict } from '../evaluation/predict.ts';
import { allPositions } from '../loops/batches.ts';

export interface LossPass {
  readonly epoch: number;
  readonly batchSize: number;
  /** How the images are looked at; as they are unless given. */
  readonly view?: View | undefined;
}

/** [N] cross entropy of every sample against its given label, in inference mode. */
export async function currentLosses(
  context: PhaseContext,
  set: SampleSet,
  classifier: EpochRecord['classifier'],
  { epoch, batchSize, view = 'none' }: LossPass,
): Promise<Float32Array> {
  const random = context.random.split('loss pass').split(epoch);
  const batches = context.batches(set, { order: allPositions(set), batchSize, views: [view], random });
  const { losses } = await predict(classifier, set, batches);
  return losses;
}
