import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { tf } from '../tf.ts';

export type Shape4D = [number, number, number, number];

/** Attributes that tfjs hands to the gradients of a convolution. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof tf.conv2d>[3];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The kernel `Conv2DBackpropFilter`. */
export type FilterKernel = (args: {
  inputs: { x: Tensor4D; dy: Tensor4D };
  attrs: ConvolutionAttributes & { readonly filterShape: Shape4D };
}) => Tensor;

/** The kernel `Conv2DBackpropInput`. */
export type InputKernel = (args: {
  inputs: { dy: Tensor4D; filter: Tensor4D };
  attrs: ConvolutionAttributes & { readonly inputShape: Shape4D };
}) => Tensor;
