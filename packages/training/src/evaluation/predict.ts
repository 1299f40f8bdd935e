import type { Batch, EpochRecord, SampleSet } from '@ballast/core';
import { forward, tf } from '@ballast/tensor';
import { largest } from './largest.ts';

/** What a classifier says about every sample of a set. */
export interface Predictions {
  /** [N] the most probable class. */
  readonly classes: Int32Array;
  /** [N] cross entropy against the given label. */
  readonly losses: Float32Array;
}

/** Predictions in inference mode; reads the logits of one batch at a time. */
export async function predict(
  classifier: EpochRecord['classifier'],
  set: SampleSet,
  batches: AsyncIterable<Batch>,
): Promise<Predictions> {
  const classes = new Int32Array(set.count);
  const losses = new Float32Array(set.count);
  for await (const batch of batches) {
    const logits = tf.tidy(() => forward(classifier.network, classifier, batch.images, 'inference').logits);
    const values = await logits.data<'float32'>();
    const classCount = logits.shape[1];
    logits.dispose();
    batch.positions.forEach((position, index) => {
      const row = values.subarray(index * classCount, (index + 1) * classCount);
      classes[position] = largest(row);
      losses[position] = crossEntropy(row, set.givenLabels[position] ?? 0);
    });
  }
  return { classes, losses };
}

/** −ln softmax(logits)_label, without overflow. */
function crossEntropy(logits: Float32Array, label: number): number {
  const top = logits[largest(logits)] ?? 0;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - top);
  return Math.log(sum) + top - (logits[label] ?? 0);
}
