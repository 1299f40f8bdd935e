import type { BatchRequest, ImageShape, Normalisation, SampleSet } from '@ballast/core';
import type { AugmentationOptions } from '../augmentation/options.ts';
import { checkAugmentation, drawPlacements, placementSize } from '../augmentation/placements.ts';
import { pick } from '../task/classes.ts';
import { normalisationTable, prepareBatch, type BatchPlan } from './prepareBatch.ts';

/** A batch in host memory. `images` may be used again for a later batch: read it before asking for the next one. */
export interface HostBatch {
  /** [B] places in the sample set. */
  readonly positions: Int32Array;
  /** [B, height, width, channels], normalised. */
  readonly images: Float32Array;
  /** [B] */
  readonly givenLabels: Int32Array;
  readonly shape: readonly [batch: number, height: number, width: number, channels: number];
}

export type HostBatchRequest = BatchRequest & {
  readonly augmentation: AugmentationOptions;
  /** The constants of the images' channels; the set's own where left out. */
  readonly normalisation?: Normalisation | undefined;
};

interface PlannedBatch extends BatchPlan {
  readonly positions: Int32Array;
}

/**
 * The batches of an order.
 * @throws UserError when the images are too small for the augmentation.
 */
export function openBatches(set: SampleSet, request: HostBatchRequest): AsyncIterable<HostBatch> {
  if (request.augment) checkAugmentation(request.augmentation, set.imageShape);
  return prepareInline(set, planBatches(set, request));
}

function* planBatches(set: SampleSet, request: HostBatchRequest): Generator<PlannedBatch> {
  const { order, batchSize, augment, augmentation, random } = request;
  const table = normalisationTable(request.normalisation ?? set.normalisation);
  for (let start = 0; start < order.length; start += batchSize) {
    const positions = order.slice(start, start + batchSize);
    yield {
      positions,
      pixels: set.pixels,
      shape: set.imageShape,
      indices: pick(set.indices, positions),
      placements: augment
        ? drawPlacements(positions.length, augmentation, random)
        : new Int16Array(positions.length * placementSize),
      paddingMode: augmentation.paddingMode,
      table,
    };
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- one form for both ways of preparing
async function* prepareInline(set: SampleSet, plans: Iterable<PlannedBatch>): AsyncGenerator<HostBatch> {
  for (const plan of plans) {
    const images = new Float32Array(plan.indices.length * sizeOf(plan.shape));
    prepareBatch(plan, images);
    yield hostBatch(set, plan, images);
  }
}

function hostBatch(set: SampleSet, { positions, shape }: PlannedBatch, images: Float32Array): HostBatch {
  return {
    positions,
    images,
    givenLabels: pick(set.givenLabels, positions),
    shape: [positions.length, shape.height, shape.width, shape.channels],
  };
}

function sizeOf({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}
