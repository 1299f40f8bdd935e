import type { Dual } from '@ballast/core';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { convolve, type ConvolutionGeometry } from '../kernels/convolution.ts';
import { dense as fusedDense, thin } from '../kernels/operations.ts';
import { tf } from '../tf.ts';
import { bilinear, linear, sum } from './dual.ts';

/** Images [B, H, W, C], kernel [h, w, C, D] → [B, H', W', D]; no bias. */
export function conv2d(x: Dual, kernel: Dual, geometry: ConvolutionGeometry): Dual<Tensor4D> {
  return bilinear(x as Dual<Tensor4D>, kernel as Dual<Tensor4D>, (images, weights) =>
    convolve(images, weights, geometry),
  );
}

/** Features [B, in], kernel [in, out], bias [out] → [B, out]. */
export function dense(x: Dual, kernel: Dual, bias?: Dual): Dual<Tensor2D> {
  const features = x as Dual<Tensor2D>;
  const weights = kernel as Dual<Tensor2D>;
  const shift = bias as Dual<Tensor1D> | undefined;
  return {
    value: shift
      ? fusedDense(features.value, weights.value, shift.value)
      : tf.matMul<Tensor2D>(features.value, weights.value),
    tangent: denseTangent(features, weights, shift?.tangent),
  };
}

/** ẋ·kernel + x·kernel˙ + bias˙. */
function denseTangent(x: Dual<Tensor2D>, kernel: Dual<Tensor2D>, bias?: Tensor1D): Tensor2D | undefined {
  const throughInput = x.tangent && tf.matMul<Tensor2D>(x.tangent, kernel.value);
  if (kernel.tangent === undefined) {
    return bias ? tf.add(throughInput ?? tf.zeros([x.value.shape[0], bias.size]), bias) : throughInput;
  }
  const throughKernel = bias ? fusedDense(x.value, kernel.tangent, bias) : tf.matMul<Tensor2D>(x.value, kernel.tangent);
  return sum(throughInput, throughKernel);
}

/** x + y of one shape. */
export function add<T extends Tensor>(x: Dual<T>, y: Dual<T>): Dual<T> {
  return { value: tf.add(x.value, y.value), tangent: sum(x.tangent, y.tangent) };
}

/** [B, H, W, C] → [B, C]. */
export function globalAveragePool(x: Dual): Dual<Tensor2D> {
  return linear(x, (images) => tf.mean<Tensor2D>(images, [1, 2]));
}

/** [B, …] → [B, product of the rest]. */
export function flatten(x: Dual): Dual<Tensor2D> {
  return linear(x, (value) => (value.rank === 2 ? (value as Tensor2D) : value.reshape<Tensor2D>([value.shape[0], -1])));
}

/**
 * The shortcut without parameters (He et al. 2015, option A): every stride-th pixel, new channels zero and
 * split equally on both sides. [B, H, W, C] → [B, ⌈H/stride⌉, ⌈W/stride⌉, channels].
 */
export function identityShortcut(x: Dual, stride: number, channels: number): Dual<Tensor4D> {
  const missing = channels - (x.value as Tensor4D).shape[3];
  if (stride === 1 && missing === 0) return x as Dual<Tensor4D>;
  const before = Math.floor(missing / 2);
  return linear(x as Dual<Tensor4D>, (images) => thin(images, { stride, before, after: missing - before }));
}
