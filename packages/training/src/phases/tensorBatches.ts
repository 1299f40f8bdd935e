import type { Batch, BatchRequest, SampleSet } from '@ballast/core';
import { openBatches, type AugmentationOptions, type HostBatch } from '@ballast/data';
import { tf } from '@ballast/tensor';
import type { Tensor4D } from '@tensorflow/tfjs-core';

type TensorBatchRequest = BatchRequest & { readonly augmentation: AugmentationOptions };

/** Batches as tensors that live until the next one is asked for. */
export async function* openTensorBatches(set: SampleSet, request: TensorBatchRequest): AsyncGenerator<Batch> {
  for await (const host of openBatches(set, { ...request, normalisation: set.normalisation })) {
    const batch = tensorsOf(host, host.views);
    try {
      yield batch;
    } finally {
      disposeBatch(batch);
    }
  }
}

/** All batches at once, as tensors that live until `disposeBatch`. */
export async function readTensorBatches(set: SampleSet, request: TensorBatchRequest): Promise<readonly Batch[]> {
  const batches: Batch[] = [];
  for await (const host of openBatches(set, { ...request, normalisation: set.normalisation })) {
    batches.push(tensorsOf(host, host.views.map((images) => images.slice()))); // prettier-ignore
  }
  return batches;
}

export function disposeBatch({ views, givenLabels }: Batch): void {
  tf.dispose([...views, givenLabels]);
}

function tensorsOf({ positions, shape, givenLabels }: HostBatch, images: readonly Float32Array[]): Batch {
  const views = images.map((numbers) => tf.tensor4d(numbers, [...shape]));
  return { positions, images: views[0] as Tensor4D, views, givenLabels: tf.tensor1d(givenLabels, 'int32') };
}
