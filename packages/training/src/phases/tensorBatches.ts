import type { Batch, BatchRequest, SampleSet } from '@ballast/core';
import { openBatches, type AugmentationOptions } from '@ballast/data';
import { tf } from '@ballast/tensor';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Batches as tensors that live until the next one is asked for. */
export async function* openTensorBatches(
  set: SampleSet,
  request: BatchRequest & { readonly augmentation: AugmentationOptions },
): AsyncGenerator<Batch> {
  for await (const host of openBatches(set, { ...request, normalisation: set.normalisation })) {
    const views = host.views.map((images) => tf.tensor4d(images, [...host.shape]));
    const batch: Batch = {
      positions: host.positions,
      images: views[0] as Tensor4D,
      views,
      givenLabels: tf.tensor1d(host.givenLabels, 'int32'),
    };
    try {
      yield batch;
    } finally {
      tf.dispose([...batch.views, batch.givenLabels]);
    }
  }
}
