import {
  undrawn,
  type EpochRecord,
  type ImageShape,
  type NamedArray,
  type Network,
  type PhaseContext,
  type SampleSet,
} from '@ballast/core';
import { features as featuresOf, initializeNetwork, tf } from '@ballast/tensor';
import type { Tensor2D } from '@tensorflow/tfjs-core';

/** Without a gradient, a larger batch costs no memory to speak of. */
const batchSize = 256;

export interface FeatureBatch {
  /** [B] places in the sample set. */
  readonly positions: Int32Array;
  /** [B, D]; lives until the next batch is asked for. */
  readonly features: Tensor2D;
}

/** What the last stage takes of the samples at some places, as the images are, one batch at a time; in inference mode. */
export async function* featureBatches(
  context: PhaseContext,
  set: SampleSet,
  { network, ...state }: EpochRecord['classifier'],
  positions: Int32Array,
): AsyncGenerator<FeatureBatch, void> {
  const request = { order: positions, batchSize, views: ['none'] as const, random: context.random };
  for await (const batch of context.batches(set, request)) {
    const features = featuresOf(network, state, batch.images, 'inference');
    try {
      yield { positions: batch.positions, features };
    } finally {
      features.dispose();
    }
  }
}

/** The features of the samples at some places, in that order: [positions.length, D]. */
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

/** D of a network's features, for images of that shape. */
export function featureSize(network: Network, { height, width, channels }: ImageShape): number {
  return tf.tidy(() => {
    const state = initializeNetwork(network, undrawn);
    return featuresOf(network, state, tf.zeros([1, height, width, channels]), 'inference').shape[1];
  });
}
