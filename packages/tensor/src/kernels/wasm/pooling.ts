import type { KernelFunc, Rank, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../../tf.ts';
import type { PoolAttributes } from '../pooling.ts';
import { allocate, floats } from './heap.ts';

interface PoolGradientCall {
  readonly inputs: { readonly dy: Tensor4D; readonly input: Tensor4D };
  readonly attrs: PoolAttributes;
}

/** Numbers of one window and channel in a buffer [B, H, W, C]; padding is no part of it. */
interface PoolWindow {
  readonly indices: readonly number[];
  /** Of the window's result in [B, H', W', C]. */
  readonly output: number;
}

/** The backend's own gradients of pooling are wrong where windows reach into padding. */
export function registerWasmPooling(): void {
  replace('AvgPoolGrad', (gradient, _, above, { indices, output }) => {
    const share = (above[output] as number) / indices.length;
    for (const index of indices) gradient[index] = (gradient[index] as number) + share;
  });
  replace('MaxPoolGrad', (gradient, input, above, { indices, output }) => {
    const value = (index: number): number => input[index] as number;
    const largest = indices.reduce((best, index) => (value(index) > value(best) ? index : best));
    gradient[largest] = (gradient[largest] as number) + (above[output] as number);
  });
}

type Spread = (gradient: Float32Array, input: Float32Array, above: Float32Array, window: PoolWindow) => void;

function replace(kernelName: string, spread: Spread): void {
  const kernel = ({ inputs: { dy, input }, attrs }: PoolGradientCall): Tensor4D => {
    const result = allocate<Rank.R4>(input.shape);
    const [gradient, values, above] = [floats(result).fill(0), floats(input), floats(dy)];
    forEachWindow(input.shape, attrs, (window) => {
      spread(gradient, values, above, window);
    });
    return result;
  };
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: kernel as unknown as KernelFunc });
}

function forEachWindow(
  shape: Tensor4D['shape'],
  attributes: PoolAttributes,
  visit: (window: PoolWindow) => void,
): void {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const [batch, height, width, channels] = shape;
  let output = 0;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < info.outHeight; row++) {
      const rows = within(row * info.strideHeight - info.padInfo.top, info.filterHeight, height);
      for (let column = 0; column < info.outWidth; column++) {
        const columns = within(column * info.strideWidth - info.padInfo.left, info.filterWidth, width);
        for (let channel = 0; channel < channels; channel++) {
          const indices = rows.flatMap((y) =>
            columns.map((x) => ((image * height + y) * width + x) * channels + channel),
          );
          visit({ indices, output });
          output++;
        }
      }
    }
  }
}

/** start, start + 1 … start + count − 1, as far as they are inside. */
function within(start: number, count: number, size: number): number[] {
  return Array.from({ length: count }, (_, offset) => start + offset).filter((index) => index >= 0 && index < size);
}
