import type { EpochRecord, ImageShape, NamedArray, Normalisation } from '@ballast/core';
import { forward, tf } from '@ballast/tensor';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

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

/** Of images as bytes [B, height, width, channels], numbers from 0 to 255: both [B, K]. */
export type ClassifierFunction = (images: Tensor4D) => { readonly logits: Tensor2D; readonly probabilities: Tensor2D };

/** A classifier with its preprocessing as one function of tensors, in inference mode. */
export function classifierFunction(
  classifier: EpochRecord['classifier'],
  { mean, standardDeviation }: Normalisation,
): ClassifierFunction {
  return (images) =>
    tf.tidy(() => {
      const inputs = tf.div(tf.sub(images, tf.tensor1d([...mean])), tf.tensor1d([...standardDeviation]));
      const { logits } = forward(classifier.network, classifier, inputs, 'inference');
      return { logits, probabilities: tf.softmax(logits) };
    });
}

function normalised(byte: number, channel: number, { mean, standardDeviation }: Normalisation): number {
  return (byte - (mean[channel] ?? 0)) / (standardDeviation[channel] ?? 1);
}
