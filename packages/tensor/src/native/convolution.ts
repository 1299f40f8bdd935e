import type { KernelFunc } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { attributesFor, type OpAttribute, type TensorFlowBackend } from './binding.ts';
import type { ConvolutionAttributes, FilterKernel, InputKernel, Shape4D } from '../kernels/convolutionKernels.ts';

/** tfjs-node refuses explicit padding in a convolution's gradients; TensorFlow's ops take it. */
export function registerNativeConvolution(backend: TensorFlowBackend): void {
  const filterGradient: FilterKernel = ({ inputs: { x, dy }, attrs: { filterShape, ...geometry } }) =>
    tf.tidy(() => {
      const attributes = convolutionAttributes(backend, x.shape, filterShape, geometry);
      const sizes = tf.tensor1d(filterShape, 'int32');
      return backend.executeSingleOutput('Conv2DBackpropFilter', attributes, [x, sizes, dy]);
    });
  const inputGradient: InputKernel = ({ inputs: { dy, filter }, attrs: { inputShape, ...geometry } }) =>
    tf.tidy(() => {
      const attributes = convolutionAttributes(backend, inputShape, filter.shape, geometry);
      const sizes = tf.tensor1d(inputShape, 'int32');
      return backend.executeSingleOutput('Conv2DBackpropInput', attributes, [sizes, filter, dy]);
    });
  replace('Conv2DBackpropFilter', filterGradient);
  replace('Conv2DBackpropInput', inputGradient);
}

function replace(kernelName: string, kernel: FilterKernel | InputKernel): void {
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc: kernel as unknown as KernelFunc });
}

function convolutionAttributes(
  backend: TensorFlowBackend,
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
): OpAttribute[] {
  const attributes = attributesFor(backend);
  const { padInfo, strideHeight, strideWidth } = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const named = paddingName(inputShape, filterShape, strides, padInfo);
  const explicit = named === undefined ? explicitPaddings(padInfo) : [];
  return [
    attributes.type('T', 'float32'),
    attributes.integers('strides', [1, strideHeight, strideWidth, 1]),
    attributes.text('padding', named ?? 'EXPLICIT'),
    attributes.integers('explicit_paddings', explicit),
    attributes.text('data_format', 'NHWC'),
    attributes.integers('dilations', [1, 1, 1, 1]),
    attributes.flag('use_cudnn_on_gpu', true),
  ];
}

type Padding = { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };

/** `SAME` and `VALID` where they mean the same zeros: oneDNN, up to three times as fast, takes no padding in numbers. */
function paddingName(
  inputShape: Shape4D,
  filterShape: Shape4D,
  strides: ConvolutionAttributes['strides'],
  { top, bottom, left, right }: Padding,
): 'SAME' | 'VALID' | undefined {
  const zeros = (padding: Padding): string => [padding.top, padding.bottom, padding.left, padding.right].join();
  const given = zeros({ top, bottom, left, right });
  return (['VALID', 'SAME'] as const).find((name) => {
    const pad = name === 'SAME' ? 'same' : 'valid';
    return zeros(tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad).padInfo) === given;
  });
}

/** Before and after, axis by axis of [B, H, W, C]. */
function explicitPaddings(padding: Padding): number[] {
  return [0, 0, padding.top, padding.bottom, padding.left, padding.right, 0, 0];
}
