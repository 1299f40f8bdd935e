import type { KernelFunc, Rank, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../../tf.ts';
import { dilate } from '../dilate.ts';
import { allocate, floats } from './heap.ts';
import { spread } from './thinning.ts';
import type { FilterKernel, InputKernel, Shape4D } from '../convolutionKernels.ts';

/**
 * The wasm backend has no filter gradient and a slow input gradient. Both are convolutions again, and
 * the backend's forward convolution is fast.
 */
export function registerWasmConvolution(): void {
  tf.unregisterKernel('Conv2DBackpropInput', 'wasm');
  register('Conv2DBackpropInput', inputGradient);
  register('Conv2DBackpropFilter', filterGradient);
}

function register(kernelName: string, kernel: FilterKernel | InputKernel): void {
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: kernel as unknown as KernelFunc });
}

/**
 * dk[i, j, c, d] = Σ_{b, p, q} x[b, s·p + i − pad, s·q + j − pad, c] · dy[b, p, q, d]: a convolution in which
 * batch and channels change places, dy is the kernel, and the stride becomes its dilation.
 */
const filterGradient: FilterKernel = ({ inputs: { x, dy }, attrs: { filterShape, strides, pad, dimRoundingMode } }) =>
  tf.tidy(() => {
    const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
    const { padInfo, strideHeight, strideWidth, outHeight, outWidth } = info;
    const [height, width] = filterShape;
    const images = x.transpose<Tensor4D>([3, 1, 2, 0]); // [C, H, W, B]
    const kernel = dy.transpose<Tensor4D>([1, 2, 0, 3]); // [H', W', B, D]
    const rows = (outHeight - 1) * strideHeight + 1; // that the dilated dy covers
    const columns = (outWidth - 1) * strideWidth + 1;
    const gradient = convolvePart(images, kernel, [strideHeight, strideWidth], {
      top: padInfo.top,
      bottom: rows + height - 1 - x.shape[1] - padInfo.top,
      left: padInfo.left,
      right: columns + width - 1 - x.shape[2] - padInfo.left,
    }); // [C, h, w, D]
    return gradient.transpose<Tensor4D>([1, 2, 0, 3]);
  });

/**
 * dx is the convolution of dy, with stride − 1 zeros between its pixels, with the kernel turned by 180° and
 * its two channel axes exchanged.
 */
const inputGradient: InputKernel = ({ inputs: { dy, filter }, attrs: { inputShape, strides, pad, dimRoundingMode } }) =>
  tf.tidy(() => {
    const info = tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad, dimRoundingMode);
    const { padInfo, strideHeight, strideWidth, inHeight, inWidth } = info;
    const [height, width] = filter.shape;
    const dilated = withZerosBetween(dy, strideHeight, strideWidth);
    const top = height - 1 - padInfo.top;
    const left = width - 1 - padInfo.left;
    return convolvePart(dilated, turn(filter), [1, 1], {
      top,
      bottom: inHeight + height - 1 - dilated.shape[1] - top,
      left,
      right: inWidth + width - 1 - dilated.shape[2] - left,
    });
  });

interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * A convolution of stride 1 with zeros on the sides; a negative margin takes as many rows or columns off
 * the result. (They arise where the forward pass does not read the last pixels, or only zeros.)
 */
function convolvePart(images: Tensor4D, kernel: Tensor4D, dilation: [number, number], margins: Margins): Tensor4D {
  const { top, bottom, left, right } = margins;
  const result = tf.conv2d(
    images,
    kernel,
    1,
    [
      [0, 0],
      [Math.max(0, top), Math.max(0, bottom)],
      [Math.max(0, left), Math.max(0, right)],
      [0, 0],
    ],
    'NHWC',
    dilation,
  );
  if (Math.min(top, bottom, left, right) >= 0) return result;
  const [batch, height, width, channels] = result.shape;
  const begin: Shape4D = [0, Math.max(0, -top), Math.max(0, -left), 0];
  const rows = height - begin[1] - Math.max(0, -bottom);
  const columns = width - begin[2] - Math.max(0, -right);
  return tf.slice4d(result, begin, [batch, rows, columns, channels]);
}

/** Turned by 180° with the channel axes exchanged: [h, w, C, D] → [h, w, D, C]. */
function turn(kernel: Tensor4D): Tensor4D {
  const [height, width, inputs, outputs] = kernel.shape;
  const turned = allocate<Rank.R4>([height, width, outputs, inputs]);
  const [to, from] = [floats(turned), floats(kernel)];
  const taps = height * width;
  for (let tap = 0; tap < taps; tap++) {
    const source = tap * inputs * outputs;
    const target = (taps - 1 - tap) * inputs * outputs;
    for (let c = 0; c < inputs; c++) {
      for (let d = 0; d < outputs; d++) to[target + d * inputs + c] = from[source + c * outputs + d] as number;
    }
  }
  return turned;
}

/** [B, H, W, D] → [B, (H − 1)·s + 1, (W − 1)·s + 1, D]. */
function withZerosBetween(dy: Tensor4D, vertical: number, horizontal: number): Tensor4D {
  if (vertical === 1 && horizontal === 1) return dy;
  const size = [(dy.shape[1] - 1) * vertical + 1, (dy.shape[2] - 1) * horizontal + 1] as const;
  if (vertical !== horizontal) return dilate(dy, [vertical, horizontal], size);
  return spread(dy, { stride: vertical, before: 0, after: 0 }, size);
}
