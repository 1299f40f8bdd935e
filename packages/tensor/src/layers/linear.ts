import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { convolve, type ConvolutionGeometry } from '../kernels/convolution.ts';
import { dense as fusedDense, thin } from '../kernels/operations.ts';
import { tf } from '../tf.ts';

/** Images [B, H, W, C], kernel [h, w, C, D] → [B, H', W', D]; no bias. */
export function conv2d(x: Tensor, kernel: Tensor, geometry: ConvolutionGeometry): Tensor4D {
  return convolve(x as Tensor4D, kernel as Tensor4D, geometry);
}

/** Features [B, in], kernel [in, out], bias [out] → [B, out]. */
export function dense(x: Tensor, kernel: Tensor, bias?: Tensor): Tensor2D {
  if (bias === undefined) return tf.matMul<Tensor2D>(x, kernel);
  return fusedDense(x as Tensor2D, kernel as Tensor2D, bias as Tensor1D);
}

/** [B, H, W, C] → [B, C]. */
export function globalAveragePool(x: Tensor): Tensor2D {
  return tf.mean<Tensor2D>(x, [1, 2]);
}

/** [B, …] → [B, product of the rest]. */
export function flatten(x: Tensor): Tensor2D {
  return x.rank === 2 ? (x as Tensor2D) : x.reshape<Tensor2D>([x.shape[0], -1]);
}

/**
 * The shortcut without parameters (He et al. 2015, option A): every stride-th pixel, new channels zero and
 * split equally on both sides. [B, H, W, C] → [B, ⌈H/stride⌉, ⌈W/stride⌉, channels].
 */
export function identityShortcut(x: Tensor, stride: number, channels: number): Tensor4D {
  const images = x as Tensor4D;
  const missing = channels - images.shape[3];
  if (stride === 1 && missing === 0) return images;
  const before = Math.floor(missing / 2);
  return thin(images, { stride, before, after: missing - before });
}
