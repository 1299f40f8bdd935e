import type { EpochRecord, ImageShape, NamedArray, Normalisation } from '@ballast/core';
import { forward, tf } from '@ballast/tensor';

export interface RawImages {
  /** [count, height, width, channels], row-major. */
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly imageShape: ImageShape;
  readonly normalisation: Normalisation;
}

/** [count, K] logits in inference mode. */
export async function classifyImages(
  classifier: EpochRecord['classifier'],
  { bytes, count, imageShape, normalisation }: RawImages,
  batchSize = 256,
): Promise<NamedArray> {
  const { height, width, channels } = imageShape;
  const size = height * width * channels;
  const parts: Float32Array[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const part = bytes.subarray(start * size, Math.min(count, start + batchSize) * size);
    const logits = tf.tidy(() => {
      const values = Float32Array.from(part, (byte, at) => normalised(byte, at % channels, normalisation));
      const images = tf.tensor4d(values, [part.length / size, height, width, channels]); // [B, H, W, C]
      return forward(classifier.network, classifier, images, 'inference').logits;
    });
    parts.push(await logits.data<'float32'>());
    logits.dispose();
  }
  const data = Float32Array.from(parts.flatMap((part) => [...part]));
  return { shape: [count, count === 0 ? 0 : data.length / count], data };
}

function normalised(byte: number, channel: number, { mean, standardDeviation }: Normalisation): number {
  return (byte - (mean[channel] ?? 0)) / (standardDeviation[channel] ?? 1);
}
