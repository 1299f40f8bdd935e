import type { Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/** Zeros between the pixels and after the last ones: [B, H, W, C] → [B, H·s, W·s, C], cropped to [B, height, width, C]. */
export function dilate(
  x: Tensor4D,
  strides: readonly [number, number],
  [height, width]: readonly [number, number],
): Tensor4D {
  const [vertical, horizontal] = strides;
  const [batch, rows, columns, channels] = x.shape;
  const spread = x
    .reshape([batch * rows, 1, columns, 1, channels])
    .pad([
      [0, 0],
      [0, vertical - 1],
      [0, 0],
      [0, horizontal - 1],
      [0, 0],
    ])
    .reshape<Tensor4D>([batch, rows * vertical, columns * horizontal, channels]);
  return tf.slice4d(spread, [0, 0, 0, 0], [batch, height, width, channels]);
}
