import type { Batch, BatchRequest, SampleSet } from '@ballast/core';
import { openBatches, type AugmentationOptions } from '@ballast/data';
import { tf } from '@ballast/tensor';

/** Batches as tensors that live until the next one is asked for. */
export async function* openTensorBatches(
  set: SampleSet,
  request: BatchRequest & { readonly augmentation: AugmentationOptions },
): AsyncGenerator<Batch> {
  for await (const { positions, images, givenLabels, shape } of openBatches(set, {
    ...request,
    normalisation: set.normalisation,
  })) {
    const batch: Batch = {
      positions,
      images: tf.tensor4d(images, [...shape]),
      givenLabels: tf.tensor1d(givenLabels, 'int32'),
    };
    try {
      yield batch;
    } finally {
      batch.images.dispose();
      batch.givenLabels.dispose();
    }
  }
}
