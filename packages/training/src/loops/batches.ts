import type { Batch, BatchRequest, PhaseContext, Random, SampleSet } from '@ballast/core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/** What a step computes with (a type, since an interface is no record of tensors). */
export type BatchTensors = {
  /** [B, height, width, channels] */
  readonly images: Tensor4D;
  /** [B] int32 */
  readonly givenLabels: Tensor1D;
};

export type TrainAndMetaTensors = BatchTensors & { readonly meta: BatchTensors };

export function batchTensors({ images, givenLabels }: Batch): BatchTensors {
  return { images, givenLabels };
}

export function trainAndMetaTensors(batch: TrainAndMetaBatch): TrainAndMetaTensors {
  return { ...batchTensors(batch), meta: batchTensors(batch.meta) };
}

export interface CyclingBatches {
  readonly batchSize: number;
  readonly views: BatchRequest['views'];
  /** The places in the set that are meant; all unless given. */
  readonly positions?: Int32Array | undefined;
  /** A stream for this epoch: orders and augmentations of all rounds come from it. */
  readonly random: Random;
}

/** Batches of a set without end, in a new order every round; a set smaller than the batch is one batch. */
export async function* cycleBatches(
  context: PhaseContext,
  set: SampleSet,
  { batchSize, views, positions = allPositions(set), random }: CyclingBatches,
): AsyncGenerator<Batch> {
  for (let round = 0; positions.length > 0; round++) {
    const stream = random.split(round);
    const order = stream
      .split('order')
      .permutation(positions.length)
      .map((place) => positions[place] as number);
    yield* context.batches(set, { order, batchSize, views, random: stream.split('augmentation') });
  }
}

/** 0 … count − 1 */
export function allPositions({ count }: SampleSet): Int32Array {
  return Int32Array.from({ length: count }, (_, position) => position);
}

/** A batch of the train set together with one of the meta set. */
export interface TrainAndMetaBatch extends Batch {
  readonly meta: Batch;
}

/** As many pairs as there are train batches. */
export async function* pairWithMeta(
  train: AsyncIterable<Batch>,
  meta: AsyncIterable<Batch>,
): AsyncGenerator<TrainAndMetaBatch> {
  const metaBatches = meta[Symbol.asyncIterator]();
  try {
    for await (const batch of train) {
      const next = await metaBatches.next();
      if (next.done === true) throw new Error('The meta set has no samples.');
      yield { ...batch, meta: next.value };
    }
  } finally {
    await metaBatches.return?.();
  }
}
