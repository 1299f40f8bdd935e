import type { NamedTensors } from '@ballast/core';
import type { NamedAttrMap, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../../../src/index.ts';

/** A function whose ways from input to output lead through a kernel. */
export interface KernelCase {
  /** Shapes of the inputs that move. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  apply(inputs: NamedTensors): Tensor;
  /** Where standard normal numbers are put: within the function's domain, away from its kinks. */
  readonly domain?: (x: Tensor) => Tensor;
  /** tfjs has no gradient to compare with. */
  readonly onlyForward?: boolean;
}

export const matrix = { x: [3, 4] } as const;
export const images = { x: [2, 5, 4, 3] } as const;
/** Two operands of which one is broadcast. */
export const operands = { a: [3, 4], b: [4] } as const;

export const positive = (x: Tensor): Tensor => x.abs().add(0.3);
export const withinOne = (x: Tensor): Tensor => x.tanh().mul(0.8);
export const offKinks = (x: Tensor): Tensor => x.add(x.sign().mul(0.1));

export function unary(compute: (x: Tensor) => Tensor, domain?: (x: Tensor) => Tensor): KernelCase {
  return { inputs: matrix, apply: ({ x }) => compute(x as Tensor), ...(domain && { domain }) };
}

export function ofImages(compute: (x: Tensor4D) => Tensor, onlyForward = false): KernelCase {
  return { inputs: images, apply: ({ x }) => compute(x as Tensor4D), onlyForward };
}

export function binary(compute: (a: Tensor, b: Tensor) => Tensor, domain?: (x: Tensor) => Tensor): KernelCase {
  return { inputs: operands, apply: ({ a, b }) => compute(a as Tensor, b as Tensor), ...(domain && { domain }) };
}

/** tfjs's own gradients of these do not know of broadcasting. */
export function ofOneShape(compute: (a: Tensor, b: Tensor) => Tensor): KernelCase {
  return { ...binary(compute), inputs: { a: [3, 4], b: [3, 4] } };
}

/** A kernel that no op of tfjs calls alone. */
export function kernel(
  name: string,
  shapes: KernelCase['inputs'],
  attributes: object = {},
  onlyForward = true,
): KernelCase {
  const apply = (inputs: NamedTensors): Tensor =>
    tf.engine().runKernel<Tensor>(name, inputs, attributes as NamedAttrMap);
  return { inputs: shapes, apply, onlyForward };
}

export const integers = (...values: number[]): Tensor1D => tf.tensor1d(values, 'int32');
export const labels = (): Tensor1D => integers(0, 2, 1);
export const isOdd = (): Tensor => tf.tensor1d([1, 0, 1, 0], 'bool');
export const pooling = { filterSize: [3, 2], strides: [2, 1], pad: 'same' } as const;
export const convolution = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] } as const;
export const reflection = {
  paddings: [
    [1, 0],
    [1, 2],
  ],
  mode: 'reflect',
} as unknown as NamedAttrMap;
export const thinning = { stride: 2, before: 1, after: 2, height: 5, width: 4 };
