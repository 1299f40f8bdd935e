import type { EpochRecord, NamedArray, PhaseContext, SampleSet } from '@ballast/core';
import { forward, tf } from '@ballast/tensor';
import { allPositions } from '../loops/batches.ts';

/** softmax of the logits of every sample as it is, in inference mode: [N, K]. */
export async function classProbabilities(
  context: PhaseContext,
  set: SampleSet,
  classifier: EpochRecord['classifier'],
  batchSize: number,
): Promise<NamedArray> {
  const { classCount } = context.task;
  const data = new Float32Array(set.count * classCount);
  const request = { order: allPositions(set), batchSize, views: ['none'] as const, random: context.random };
  for await (const batch of context.batches(set, request)) {
    const probabilities = tf.tidy(() =>
      tf.softmax(forward(classifier.network, classifier, batch.images, 'inference').logits),
    );
    const values = await probabilities.data<'float32'>();
    probabilities.dispose();
    batch.positions.forEach((position, index) => {
      data.set(values.subarray(index * classCount, (index + 1) * classCount), position * classCount);
    });
  }
  return { shape: [set.count, classCount], data };
}
