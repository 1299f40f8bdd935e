import type { GradConfig, NamedAttrMap, NamedTensorMap, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

export interface ConvolutionGeometry {
  readonly stride: number;
  /** Zeros on every side. Explicit, since TensorFlow's `SAME` pads strided convolutions on one side only. */
  readonly padding: number;
}

/**
 * Cross-correlation of images [B, H, W, C] with a kernel [h, w, C, D] → [B, H', W', D].
 * It forms a family with its two gradients that is closed under differentiation, so it can be
 * differentiated any number of times; tfjs lacks one link of it, which `registerConvolutionGradients` adds.
 */
export function convolve(x: Tensor4D, kernel: Tensor4D, { stride, padding }: ConvolutionGeometry): Tensor4D {
  // Spelt out side by side: the native backend takes no single number.
  return tf.conv2d(x, kernel, stride, [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ]);
}

interface Attributes {
  readonly strides: [number, number];
  readonly pad: Parameters<typeof tf.conv2d>[3];
  readonly filterShape: [number, number, number, number];
}

/** ⟨F(x, dy), v⟩ = ⟨conv(x, v), dy⟩, linear in both: its gradients are the other two members of the family. */
const filterGradient: GradConfig = {
  kernelName: 'Conv2DBackpropFilter',
  inputsToSave: ['x', 'dy'],
  gradFunc: (cotangent, saved, attributes) => {
    const [x, dy] = saved as [Tensor4D, Tensor4D];
    const { strides, pad } = attributes as unknown as Attributes;
    const v = cotangent as Tensor4D;
    return {
      x: () => inputGradient(x.shape, dy, v, strides, pad),
      dy: () => tf.conv2d(x, v, strides, pad),
    };
  },
};

/** The same, channel by channel. */
const depthwiseFilterGradient: GradConfig = {
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  inputsToSave: ['x', 'dy'],
  gradFunc: (cotangent, [x, dy], attributes) => ({
    x: () => depthwise('BackpropInput', { dy, filter: cotangent }, { ...attributes, inputShape: x?.shape }),
    dy: () => depthwise('', { x, filter: cotangent }, { dataFormat: 'NHWC', ...attributes }),
  }),
};

const depthwiseInputGradient: GradConfig = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  inputsToSave: ['dy', 'filter'],
  gradFunc: (cotangent, [dy, filter], attributes) => ({
    dy: () => depthwise('', { x: cotangent, filter }, { dataFormat: 'NHWC', ...attributes }),
    filter: () => depthwise('BackpropFilter', { x: cotangent, dy }, { ...attributes, filterShape: filter?.shape }),
  }),
};

/** What tfjs lacks, so that convolutions can be differentiated any number of times. */
export function registerConvolutionGradients(): void {
  for (const gradient of [filterGradient, depthwiseFilterGradient, depthwiseInputGradient]) {
    tf.registerGradient(gradient);
  }
}

function depthwise(member: '' | 'BackpropInput' | 'BackpropFilter', inputs: object, attributes: object): Tensor4D {
  const name = `DepthwiseConv2dNative${member}`;
  return tf.engine().runKernel<Tensor4D>(name, inputs as NamedTensorMap, attributes as NamedAttrMap);
}

function inputGradient(
  inputShape: Tensor4D['shape'],
  dy: Tensor4D,
  kernel: Tensor4D,
  strides: [number, number],
  pad: Attributes['pad'],
): Tensor4D {
  const attributes = { strides, pad, dataFormat: 'NHWC', inputShape } as unknown as NamedAttrMap;
  return tf.engine().runKernel<Tensor4D>('Conv2DBackpropInput', { dy, filter: kernel }, attributes);
}
