import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../../../src/index.ts';
import { convolution, type KernelCase, kernel } from './support.ts';

export const productCases: Readonly<Record<string, KernelCase>> = {
  BatchMatMul: {
    inputs: { a: [2, 4, 3], b: [2, 4, 5] },
    apply: ({ a, b }) => tf.matMul(a as Tensor, b as Tensor, true),
  },
  Conv2D: {
    inputs: { x: [2, 5, 4, 3], k: [3, 2, 3, 2] },
    apply: ({ x, k }) => tf.conv2d(x as Tensor4D, k as Tensor4D, [2, 1], 'same'),
  },
  Conv2DBackpropFilter: kernel(
    'Conv2DBackpropFilter',
    { x: [2, 5, 4, 3], dy: [2, 5, 4, 2] },
    { strides: [1, 1], pad: 'same', filterShape: [3, 3, 3, 2] },
    false,
  ),
  Conv2DBackpropInput: kernel(
    'Conv2DBackpropInput',
    { dy: [2, 5, 4, 2], filter: [3, 3, 3, 2] },
    { strides: [1, 1], pad: 'same', inputShape: [2, 5, 4, 3], dataFormat: 'NHWC' },
    false,
  ),
  DepthwiseConv2dNative: {
    inputs: { x: [2, 5, 4, 3], k: [3, 3, 3, 2] },
    apply: ({ x, k }) => tf.depthwiseConv2d(x as Tensor4D, k as Tensor4D, 1, 'same'),
  },
  DepthwiseConv2dNativeBackpropFilter: kernel(
    'DepthwiseConv2dNativeBackpropFilter',
    { x: [2, 5, 4, 3], dy: [2, 5, 4, 6] },
    { ...convolution, filterShape: [3, 3, 3, 2] },
    false,
  ),
  DepthwiseConv2dNativeBackpropInput: kernel(
    'DepthwiseConv2dNativeBackpropInput',
    { dy: [2, 5, 4, 6], filter: [3, 3, 3, 2] },
    { ...convolution, inputShape: [2, 5, 4, 3] },
    false,
  ),
  Einsum: {
    inputs: { a: [3, 4], b: [4, 2] },
    apply: ({ a, b }) => tf.einsum('ij,jk->ik', a as Tensor, b as Tensor),
    onlyForward: true,
  },
  FusedBatchNorm: {
    inputs: { x: [2, 3, 2, 4], mean: [4], scale: [4], offset: [4] },
    apply: ({ x, mean, scale, offset }) =>
      tf.batchNorm4d(
        x as Tensor4D,
        mean as Tensor1D,
        tf.tensor1d([1, 2, 0.5, 3]),
        offset as Tensor1D,
        scale as Tensor1D,
      ),
  },
  FusedConv2D: {
    inputs: { x: [2, 5, 4, 3], k: [3, 3, 3, 2], bias: [2] },
    apply: ({ x, k, bias }) =>
      tf.fused.conv2d({
        x: x as Tensor4D,
        filter: k as Tensor4D,
        bias: bias,
        strides: 1,
        pad: 'same',
        activation: 'sigmoid',
      }),
  },
  FusedDepthwiseConv2D: {
    inputs: { x: [2, 5, 4, 3], k: [3, 3, 3, 2], bias: [6] },
    apply: ({ x, k, bias }) =>
      tf.fused.depthwiseConv2d({
        x: x as Tensor4D,
        filter: k as Tensor4D,
        bias: bias,
        strides: 1,
        pad: 'same',
        activation: 'elu',
      }),
  },
  _FusedMatMul: {
    inputs: { a: [3, 4], b: [4, 5], bias: [5] },
    apply: ({ a, b, bias }) => tf.fused.matMul({ a: a as Tensor, b: b as Tensor, bias: bias, activation: 'sigmoid' }),
  },
};
