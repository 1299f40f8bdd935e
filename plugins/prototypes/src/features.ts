import type { EpochRecord, NamedArray, Network, NetworkState, PhaseContext, SampleSet } from '@ballast/core';
import { flatten, forward, globalAveragePool, sliceStages, tf } from '@ballast/tensor';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/** Without a gradient, a larger batch costs no memory to speak of. */
const batchSize = 256;
/** Under the root of the squared length, so that a zero vector stays zero. */
const tiny = 1e-24;

/** What the last stage of a network takes: [B, D], feature maps averaged over their places. In inference mode. */
export function deepFeatures(network: Network, state: NetworkState, images: Tensor): Tensor2D {
  const body = sliceStages(network, 0, network.stages.length - 1);
  const features: Tensor = forward(body, state, images, 'inference').logits;
  return features.rank === 4 ? globalAveragePool(features) : flatten(features);
}

/** Rows of length 1, so that their products are cosines. */
export function unitRows(rows: Tensor2D): Tensor2D {
  return tf.div(rows, tf.sqrt(tf.add(tf.sum(tf.square(rows), 1, true), tiny)));
}

export interface FeatureBatch {
  /** [B] places in the sample set. */
  readonly positions: Int32Array;
  /** [B, D]; lives until the next batch is asked for. */
  readonly features: Tensor2D;
}

/** The deep features of the samples at some places, as the images are, one batch at a time. */
export async function* featureBatches(
  context: PhaseContext,
  set: SampleSet,
  { network, ...state }: EpochRecord['classifier'],
  positions: Int32Array,
): AsyncGenerator<FeatureBatch, void> {
  const request = { order: positions, batchSize, views: ['none'] as const, random: context.random };
  for await (const batch of context.batches(set, request)) {
    const features = tf.tidy(() => deepFeatures(network, state, batch.images));
    try {
      yield { positions: batch.positions, features };
    } finally {
      features.dispose();
    }
  }
}

/** The deep features of the samples at some places, in that order: [positions.length, D]. */
export async function featuresAt(
  context: PhaseContext,
  set: SampleSet,
  classifier: EpochRecord['classifier'],
  positions: Int32Array,
): Promise<NamedArray> {
  const parts: Float32Array[] = [];
  for await (const { features } of featureBatches(context, set, classifier, positions)) {
    parts.push(await features.data<'float32'>());
  }
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const data = new Float32Array(size);
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return { shape: [positions.length, size / positions.length], data };
}
