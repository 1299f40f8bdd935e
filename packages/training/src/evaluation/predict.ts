import type { Batch, EpochRecord, SampleSet } from '@ballast/core';
import { tf } from '@ballast/tensor';
import { inferLogits, type Inference } from './inference.ts';
import { largest } from './largest.ts';

export type Batches = AsyncIterable<Batch> | Iterable<Batch>;

/** What a classifier says about every sample of a set. */
export interface Predictions {
  /** [N] the most probable class. */
  readonly classes: Int32Array;
  /** [N] cross entropy against the given label. */
  readonly losses: Float32Array;
  /** [N] the probability of the most probable class. */
  readonly confidences: Float32Array;
}

/** Predictions in inference mode; reads the logits of one batch at a time. */
export async function predict(
  classifier: EpochRecord['classifier'],
  set: SampleSet,
  batches: Batches,
  infer: Inference = inferLogits,
): Promise<Predictions> {
  const classes = new Int32Array(set.count);
  const losses = new Float32Array(set.count);
  const confidences = new Float32Array(set.count);
  for await (const { positions, rowAt } of logitBatches(classifier, batches, infer)) {
    positions.forEach((position, index) => {
      const logits = rowAt(index);
      const best = largest(logits);
      const normaliser = logSumExp(logits);
      classes[position] = best;
      losses[position] = normaliser - (logits[set.givenLabels[position] ?? 0] ?? 0);
      confidences[position] = Math.exp((logits[best] ?? 0) - normaliser);
    });
  }
  return { classes, losses, confidences };
}

export interface LogitBatch {
  /** [B] places in the sample set. */
  readonly positions: Int32Array;
  /** [K] the logits of a sample of the batch. */
  readonly rowAt: (index: number) => Float32Array;
}

/** The logits of all samples in inference mode, one batch at a time. */
export async function* logitBatches(
  classifier: EpochRecord['classifier'],
  batches: Batches,
  infer: Inference = inferLogits,
): AsyncGenerator<LogitBatch, void> {
  for await (const batch of batches) {
    const logits = tf.tidy(() => infer(classifier, batch.images));
    const values = await logits.data<'float32'>();
    const classCount = logits.shape[1];
    logits.dispose();
    const rowAt = (index: number): Float32Array => values.subarray(index * classCount, (index + 1) * classCount);
    yield { positions: batch.positions, rowAt };
  }
}

/** ln Σ exp(logits), without overflow. */
export function logSumExp(logits: Float32Array): number {
  const top = logits[largest(logits)] ?? 0;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - top);
  return top + Math.log(sum);
}
