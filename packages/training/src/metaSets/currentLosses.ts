import { NonFiniteLossError, type EpochRecord, type PhaseContext, type SampleSet, type View } from '@ballast/core';
import { predict } from '../evaluation/predict.ts';
import { allPositions } from '../loops/batches.ts';

export interface LossPass {
  readonly epoch: number;
  readonly batchSize: number;
  /** How the images are looked at; as they are unless given. */
  readonly view?: View | undefined;
}

/**
 * [N] cross entropy of every sample against its given label, in inference mode.
 * @throws NonFiniteLossError when one is no number: running statistics may be broken where training losses are not yet.
 */
export async function currentLosses(
  context: PhaseContext,
  set: SampleSet,
  classifier: EpochRecord['classifier'],
  { epoch, batchSize, view = 'none' }: LossPass,
): Promise<Float32Array> {
  const random = context.random.split('loss pass').split(epoch);
  const batches = context.batches(set, { order: allPositions(set), batchSize, views: [view], random });
  const { losses } = await predict(classifier, set, batches);
  return requireFinite(losses, epoch);
}

/** The losses of a pass before an epoch, which nothing can be sorted or divided by unless they are numbers. @throws NonFiniteLossError */
export function requireFinite(losses: Float32Array, epoch: number): Float32Array {
  const broken = losses.find((loss) => !Number.isFinite(loss));
  if (broken !== undefined) throw new NonFiniteLossError(broken, epoch, undefined);
  return losses;
}
