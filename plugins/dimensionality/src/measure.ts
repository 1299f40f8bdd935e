import type { EpochRecord, PhaseContext } from '@ballast/core';
import { features, tf } from '@ballast/tensor';
import { localDimensionalities } from './localDimensionality.ts';
import type { EstimateOptions } from './options.ts';

/**
 * Mean local intrinsic dimensionality of the features of some training samples, in inference mode, each among those of
 * its batch. NaN where no sample has neighbours at different distances.
 */
export async function featureDimensionality(
  context: PhaseContext,
  { network, ...state }: EpochRecord['classifier'],
  epoch: number,
  { samples, batchSize, neighbours }: EstimateOptions,
): Promise<number> {
  const { train } = context.task;
  const random = context.random.split('dimensionality').split(epoch);
  const order = random.split('order').permutation(train.count).subarray(0, samples);
  const found: number[] = [];
  for await (const { images } of context.batches(train, { order, batchSize, views: ['none'], random })) {
    const rows = tf.tidy(() => features(network, state, images, 'inference'));
    const values = await rows.data<'float32'>();
    rows.dispose();
    found.push(...localDimensionalities(values, rows.shape[1], neighbours).filter(Number.isFinite));
  }
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}
