import type { BatchRequest, Normalisation, Pixels, SampleSet } from '@ballast/core';
import type { AugmentationOptions } from '../augmentation/options.ts';
import { checkAugmentation } from '../augmentation/placements.ts';
import { viewPlanner, viewStream } from '../augmentation/viewPlans.ts';
import { storedPixels } from '../images/pixels.ts';
import { pick } from '../task/classes.ts';
import { batchThread } from './batchThread.ts';
import { evenSlices } from './evenSlices.ts';
import { normalisationTable } from './normalisationTable.ts';
import { prepareBatch, type BatchPlan } from './prepareBatch.mjs';

/** Smaller batches are prepared sooner than another thread answers. */
const smallestThreadedBatch = 65_536;
/** How many batches are under way beside the one that is read. */
const batchesAhead = 2;

/** A batch in host memory. Its images are used again for a later batch: read them before asking for the next one. */
export interface HostBatch {
  /** [B] places in the sample set. */
  readonly positions: Int32Array;
  /** [B, height, width, channels], normalised: the first of the views. */
  readonly images: Float32Array;
  /** The same samples in every view of the request. */
  readonly views: readonly Float32Array[];
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

type Images = Float32Array<ArrayBuffer>;

/**
 * The batches of an order, to be read once. Large ones are prepared ahead in a thread, small ones when they are asked
 * for; the numbers are the same bit for bit.
 * @throws UserError when the images are too small for the augmentation.
 */
export function openBatches(set: SampleSet, request: HostBatchRequest): AsyncIterable<HostBatch> {
  if (request.views.some((view) => view !== 'none')) checkAugmentation(request.augmentation, set);
  const images = Math.min(request.batchSize, request.order.length) * request.views.length;
  const bytes = images * imageLength(set) * Float32Array.BYTES_PER_ELEMENT;
  const threaded = canBeShared(set.pixels) && bytes >= smallestThreadedBatch;
  return threaded ? prepareAhead(set, request) : prepareInline(set, request);
}

function canBeShared(pixels: Pixels): boolean {
  return !(pixels instanceof Uint8Array) || pixels.buffer instanceof SharedArrayBuffer;
}

function* planBatches(set: SampleSet, request: HostBatchRequest): Generator<PlannedBatch, undefined> {
  const { order, batchSize, augmentation, random } = request;
  const planners = request.views.map((view, index) =>
    viewPlanner(view, augmentation, set.imageShape, viewStream(random, index)),
  );
  const table = normalisationTable(request.normalisation ?? set.normalisation);
  for (const positions of evenSlices(order, batchSize)) {
    yield {
      positions,
      ...storedPixels(set.pixels, pick(set.indices, positions)),
      shape: set.imageShape,
      margin: set.margin ?? 0,
      views: planners.map((plan) => plan(positions.length)),
      paddingMode: augmentation.paddingMode,
      table,
    };
  }
  return undefined;
}

// eslint-disable-next-line @typescript-eslint/require-await -- one form for both ways of preparing
async function* prepareInline(set: SampleSet, request: HostBatchRequest): AsyncGenerator<HostBatch, void> {
  for (const plan of planBatches(set, request)) {
    const images = new Float32Array(lengthOf(set, plan));
    prepareBatch(plan, images);
    yield hostBatch(set, plan, images);
  }
}

async function* prepareAhead(set: SampleSet, request: HostBatchRequest): AsyncGenerator<HostBatch, void> {
  const thread = batchThread();
  const free: Images[] = [];
  const underWay: { plan: PlannedBatch; images: Promise<Images> }[] = [];
  const plans = planBatches(set, request);
  const askForNext = (): void => {
    const { value: plan } = plans.next();
    if (plan === undefined) return;
    const length = lengthOf(set, plan);
    const reused = free.pop();
    const images = thread.prepare(plan, reused?.length === length ? reused : new Float32Array(length));
    images.catch(() => undefined); // whoever reads it sees the error; a reader that stopped early does not
    underWay.push({ plan, images });
  };
  for (let ahead = 0; ahead <= batchesAhead; ahead++) askForNext();
  for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
    const images = await next.images;
    yield hostBatch(set, next.plan, images);
    free.push(images);
    askForNext();
  }
}

function hostBatch(set: SampleSet, { positions, shape, views }: PlannedBatch, images: Float32Array): HostBatch {
  const length = images.length / views.length;
  const seen = views.map((_, index) => images.subarray(index * length, (index + 1) * length));
  return {
    positions,
    images: seen[0] ?? images,
    views: seen,
    givenLabels: pick(set.givenLabels, positions),
    shape: [positions.length, shape.height, shape.width, shape.channels],
  };
}

/** Numbers in all views of a batch. */
function lengthOf(set: SampleSet, { indices, views }: BatchPlan): number {
  return views.length * indices.length * imageLength(set);
}

/** Numbers in one image. */
function imageLength({ imageShape: { height, width, channels } }: SampleSet): number {
  return height * width * channels;
}
