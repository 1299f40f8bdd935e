import type { KernelFunc, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../../tf.ts';
import { allocate, floats } from './heap.ts';
import { spread } from './thinning.ts';

type Shape4D = [number, number, number, number];

interface GradientAttributes {
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof tf.conv2d>[3];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type FilterKernel = (args: {
  inputs: { x: Tensor4D; dy: Tensor4D };
  attrs: GradientAttributes & { readonly filterShape: Shape4D };
}) => Tensor4D;

type InputKernel = (args: {
  inputs: { dy: Tensor4D; filter: Tensor4D };
  attrs: GradientAttributes & { readonly inputShape: Shape4D };
}) => Tensor4D;

/**
 * The wasm backend has no filter gradient and a slow input gradient. Both are convolutions again, and
 * the backend's forward convolution is fast.
 */
export function registerWasmConvolution(): void {
  replace('Conv2DBackpropFilter', filterGradient);
  replace('Conv2DBackpropInput', inputGradient);
}

function replace(kernelName: string, kernel: FilterKernel | InputKernel): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
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
    // What of the input the forward pass reads, beyond its lower and right edge: fewer zeros than it was padded
    // with (or even fewer rows than there are) where the stride does not divide evenly.
    const bottom = (outHeight - 1) * strideHeight + height - x.shape[1] - padInfo.top;
    const right = (outWidth - 1) * strideWidth + width - x.shape[2] - padInfo.left;
    const read = cropped(x, Math.min(0, bottom), Math.min(0, right));
    const images = read.transpose<Tensor4D>([3, 1, 2, 0]); // [C, H, W, B]
    const kernel = dy.transpose<Tensor4D>([1, 2, 0, 3]); // [H', W', B, D]
    const padding: PadTuples = [
      [0, 0],
      [padInfo.top, Math.max(0, bottom)],
      [padInfo.left, Math.max(0, right)],
      [0, 0],
    ];
    const gradient = tf.conv2d(images, kernel, 1, padding, 'NHWC', [strideHeight, strideWidth]); // [C, h, w, D]
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
    const turned = turn(filter);
    const spread = spreadBy(dy, strideHeight, strideWidth);
    const top = height - 1 - padInfo.top;
    const left = width - 1 - padInfo.left;
    const padding: PadTuples = [
      [0, 0],
      [top, inHeight + height - 1 - spread.shape[1] - top],
      [left, inWidth + width - 1 - spread.shape[2] - left],
      [0, 0],
    ];
    return convolveWithAnyPadding(spread, turned, padding);
  });

/** Turned by 180° with the channel axes exchanged: [h, w, C, D] → [h, w, D, C]. */
function turn(kernel: Tensor4D): Tensor4D {
  const [height, width, inputs, outputs] = kernel.shape;
  const turned = allocate<Tensor4D>([height, width, outputs, inputs]);
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

type PadTuples = [[number, number], [number, number], [number, number], [number, number]];

/** Padding may be negative (a crop) where the forward pass was padded by more than its kernel reaches. */
function convolveWithAnyPadding(x: Tensor4D, kernel: Tensor4D, padding: PadTuples): Tensor4D {
  const [, [top, bottom], [left, right]] = padding;
  const begin = [0, Math.max(0, -top), Math.max(0, -left), 0] as Shape4D;
  const inside = cropped(x, Math.min(0, bottom), Math.min(0, right));
  const [batch, height, width, channels] = inside.shape;
  const start =
    begin[1] === 0 && begin[2] === 0
      ? inside
      : tf.slice4d(inside, begin, [batch, height - begin[1], width - begin[2], channels]);
  const rest = padding.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]) as PadTuples;
  return tf.conv2d(start, kernel, 1, rest);
}

/** Without −bottom rows and −right columns at the end. */
function cropped(x: Tensor4D, bottom: number, right: number): Tensor4D {
  if (bottom === 0 && right === 0) return x;
  const [batch, height, width, channels] = x.shape;
  return tf.slice4d(x, [0, 0, 0, 0], [batch, height + bottom, width + right, channels]);
}

/** [B, H, W, D] → [B, (H − 1)·s + 1, (W − 1)·s + 1, D]. */
function spreadBy(dy: Tensor4D, vertical: number, horizontal: number): Tensor4D {
  if (vertical === 1 && horizontal === 1) return dy;
  const size = [(dy.shape[1] - 1) * vertical + 1, (dy.shape[2] - 1) * horizontal + 1] as const;
  return spread(dy, { stride: vertical, before: 0, after: 0 }, size);
}
